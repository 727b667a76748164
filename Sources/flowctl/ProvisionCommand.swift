import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowServer
import FlowSyntax
import Foundation

/// `flowctl provision`: what has to be set up around a server, filled in, and how far that is.
struct ProvisionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provision",
    abstract: "Print the commands that set a deployment up, or say how far it is.",
    discussion: """
      The deployment is a file of its own; docs/first-call.md has one. Its commands are printed in \
      the order in which the two who do it do them, the CCaaS Developer and the Teams Admin, as \
      Markdown or as one script of PowerShell each. With --check nothing is printed of that: \
      Microsoft Graph is asked with a token in GRAPH_TOKEN, Azure with one in AZURE_TOKEN, the \
      service as `serve` asks it, and the server at its public URL, which EVENT_GRID_SECRET tells \
      from another; each line says what was found, what that breaks and which step mends it, and at \
      the end what is left. Ends with 0 where every step is done, or is to be confirmed by hand \
      because nobody tells of it; with 1 where one is not known to be done, be it that a token is \
      missing.
      """
  )

  @Argument(help: "The deployment, a YAML file.", completion: .file())
  var deployment: String

  @Option(name: .customLong("for"), help: "The steps of one of the two.")
  var persona: PersonaName?

  @Option(help: "Whether a page or a script is printed: markdown, if it is not said.")
  var format: ProvisioningFormat?

  @Flag(help: "Ask how far it is, and print no commands.")
  var check = false

  @Flag(help: "With --check: print a JSON object for each line.")
  var json = false

  @Option(help: "Where Microsoft Graph is.")
  var graph = "https://graph.microsoft.com"

  @Option(help: "Where Azure's management API is.")
  var azure = "https://management.azure.com"

  func validate() throws {
    try checkAPIURL(graph, of: "--graph")
    try checkAPIURL(azure, of: "--azure")
    guard check || !json else { throw ValidationError("--json is for --check") }
    guard !check || (persona == nil && format == nil) else {
      throw ValidationError("--for and --format are for what is printed without --check")
    }
  }

  func run() async throws {
    let plan = ProvisioningPlan(for: try readDeployment(at: deployment))
    guard !check else { return try await check(plan) }
    switch (format ?? .markdown, persona) {
    case (.markdown, let persona):
      print(plan.markdown(for: persona?.persona), terminator: "")
    case (.powershell, let persona?):
      print(plan.script(for: persona.persona), terminator: "")
    case (.powershell, nil):
      throw Complaint("a script is of one of the two: write --for developer, or --for admin")
    }
  }

  private func check(_ plan: ProvisioningPlan) async throws {
    var access = ProvisioningCheckup.Access()
    access.graph = graph
    access.azure = azure
    let left: ProvisioningCheckup.Remainder
    do {
      access.graphToken = try environmentSecret("GRAPH_TOKEN")
      access.azureToken = try environmentSecret("AZURE_TOKEN")
      access.eventGridSecret = try Secret.ofEnvironment(Secret.eventGridVariable)
      access.service = try serviceIfNamed()
      left = try await ProvisioningCheckup(of: plan, by: access).run { line in
        print(json ? line.jsonText : line.shown)
        fflush(nil)
      }
    } catch {
      throw explained(error)
    }
    await access.service?.close()
    if !json {
      list(left.byHand, "To confirm by hand:")
      list(left.open, "Not known to be done:")
    }
    guard left.open.isEmpty else { throw ExitCode(1) }
  }

  private func list(_ steps: [ProvisioningStep], _ title: String) {
    guard !steps.isEmpty else { return }
    print("\n\(title)")
    for step in steps { print("  \(quoted(step.heading))") }
  }

  /// A connection to the service that the environment names, if it names one.
  private func serviceIfNamed() throws -> ServiceConnection? {
    guard isGiven(secret: "ACS_CONNECTION_STRING") || environmentValue("ACS_ENDPOINT") != nil else {
      return nil
    }
    let access = try serviceAccess()
    let logger = operatorLog(scrubber: Scrubber())
    return try ServiceConnection(access.endpoint, access.credential, logger: logger)
  }
}

/// Reads a deployment; what is wrong with it is printed as findings.
private func readDeployment(at path: String) throws -> Deployment {
  var files = SourceFiles()
  let (file, decoding) = readSource(try contents(of: path), name: path, into: &files)
  let (deployment, findings) = FlowLanguage.readDeployment(file)
  let all = decoding + findings
  if !all.isEmpty { complain(renderedFindings(all, files: files)) }
  guard let deployment, !all.hasErrors else { throw ExitCode(1) }
  return deployment
}

/// What a persona is called on the command line.
enum PersonaName: String, ExpressibleByArgument, CaseIterable {
  case developer, admin

  var persona: Persona { self == .developer ? .developer : .administrator }
}

/// How the commands are printed.
enum ProvisioningFormat: String, ExpressibleByArgument, CaseIterable {
  case markdown, powershell
}
