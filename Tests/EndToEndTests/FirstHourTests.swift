import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// docs/first-hour.md, command by command, from an empty folder.
  @Suite struct FirstHourTests {
    /// A command of the page with what is shown below it.
    private struct Shown {
      let arguments: [String]
      let lines: [String]
    }

    @Test(.hangLimit) func `every command prints what the page shows`() async throws {
      let page = try String(
        contentsOf: packageRoot.appending(path: "docs/first-hour.md"),
        encoding: .utf8
      )
      let folder = try TemporaryFolder()
      let commands = commands(of: page)
      #expect(commands.count == 8)
      for command in commands {
        try prepare(folder)
        let child = try Child(command.arguments, folder: folder.path)
        let code = await child.exitCode()
        let isBroken = command.arguments.contains("broken")
        #expect(code == (isBroken ? 1 : 0), "\(command.arguments) \(child.text)")
        check(child.text, against: command)
      }
    }

    /// The folders that the page has its reader change, once there is a project.
    private func prepare(_ folder: TemporaryFolder) throws {
      let project = folder.url.appending(path: "hotline")
      guard FileManager.default.fileExists(atPath: project.path) else { return }
      for (name, old, new) in [
        ("broken", "transfer: frontDesk\n", "transfer: frontDesks\n"),
        ("changed", "timeout: 20s", "timeout: 10s"),
      ] {
        let copy = folder.url.appending(path: name)
        guard !FileManager.default.fileExists(atPath: copy.path) else { continue }
        try FileManager.default.copyItem(at: project, to: copy)
        let flow = copy.appending(path: "support-line.yaml")
        let text = try String(contentsOf: flow, encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(to: flow, atomically: true, encoding: .utf8)
      }
    }

    private func commands(of page: String) -> [Shown] {
      var commands: [Shown] = []
      for fence in page.components(separatedBy: "```console\n").dropFirst() {
        let body = fence.components(separatedBy: "\n```")[0]
        for part in ("\n" + body).components(separatedBy: "\n$ flowctl ").dropFirst() {
          let lines = part.components(separatedBy: "\n")
          commands.append(
            Shown(
              arguments: lines[0].split(separator: " ").map(String.init),
              lines: Array(lines.dropFirst())
            )
          )
        }
      }
      return commands
    }

    /// Compares what is printed with what is shown: `…` stands for any lines.
    private func check(_ printed: String, against command: Shown) {
      if let line = firstUnprinted(of: command.lines, in: printed.components(separatedBy: "\n")) {
        Issue.record("\(command.arguments) does not print \(line)\n\(printed)")
      }
    }
  }
}
