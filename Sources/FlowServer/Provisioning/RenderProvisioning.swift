internal import FlowLanguage

extension ProvisioningPlan {
  /// The steps as a page of Markdown, of both or of one of the two.
  package func markdown(for persona: Persona? = nil) -> String {
    let introduction = """
      # From nothing to an answered call: \(deployment.bot.name)

      Two people do this: the **\(Persona.developer.rawValue)**, who has the Azure subscription and \
      the server, and the **\(Persona.administrator.rawValue)**, who administers the Teams tenant. \
      The steps are done in the order of their numbers; they can be done again, and make nothing \
      twice.
      """
    let parts = [introduction] + shown(persona).map(\.markdown) + pendingMarkdown
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The steps of one of the two as a script of PowerShell.
  package func script(for persona: Persona) -> String {
    let steps = shown(persona)
    let head = """
      #Requires -Version 7.1
      # \(deployment.bot.name): what the \(persona.rawValue) does, in order. It stops at the first \
      error; run again, it makes nothing twice.
      $ErrorActionPreference = 'Stop'
      """
    let needs =
      steps.contains { $0.commands.contains { $0.hasPrefix("flowctl ") } }
      ? """
      if (-not (Get-Command flowctl -ErrorAction SilentlyContinue)) {
        throw 'flowctl is not on this machine: run the script where it is installed'
      }
      """ : nil
    var parts = [head, needs].compactMap(\.self)
    var last: ProvisioningStep?
    for step in steps {
      if let last, let waiting = waiting(after: last, before: step) { parts.append(waiting) }
      parts.append(step.script)
      last = step
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Has a script wait while the other of the two does steps.
  private func waiting(after last: ProvisioningStep, before next: ProvisioningStep) -> String? {
    let between = steps.drop { $0 != last }.dropFirst().prefix { $0 != next }
    guard let first = between.first, let end = between.last else { return nil }
    let numbers = "\(first.topic.rawValue) to \(end.topic.rawValue)"
    let text = "Press Enter once the \(first.persona.rawValue) has done the steps \(numbers)"
    return "Read-Host \(powerShellQuoted(text))"
  }

  private func shown(_ persona: Persona?) -> [ProvisioningStep] {
    steps.filter { persona == nil || $0.persona == persona }
  }

  /// What the file does not have yet.
  private var pendingMarkdown: [String] {
    let places = deployment.pendingValues
    guard !places.isEmpty else { return [] }
    let lines = places.map { "- `\($0)`" }.joined(separator: "\n")
    return ["## Not in the file yet\n\nThe commands ask for these, or find them out:\n\n\(lines)"]
  }
}

extension ProvisioningStep {
  fileprivate var markdown: String {
    var parts = ["## \(heading)", notes.joined(separator: "\n")]
    if !commands.isEmpty { parts.append(fenced(commands, "powershell")) }
    if !serverCommands.isEmpty {
      parts.append("Where the server runs:\n\n" + fenced(serverCommands, "sh"))
    }
    return parts.joined(separator: "\n\n")
  }

  private func fenced(_ lines: [String], _ language: String) -> String {
    (["```\(language)"] + lines + ["```"]).joined(separator: "\n")
  }

  fileprivate var script: String {
    let remarks = ["# \(heading)", "#"] + notes.map { "# \($0)" }
    guard serverCommands.isEmpty else {
      let lines = serverCommands.map { "#   \($0)" }
      let waiting = "Read-Host 'Press Enter once the server runs, and flowctl doctor is content'"
      return (remarks + ["#", "# Where the server runs:", "#"] + lines + [waiting])
        .joined(separator: "\n")
    }
    return (remarks + commands).joined(separator: "\n")
  }
}
