import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// docs/first-hour.md, command by command, from an empty folder.
  @Suite struct FirstHourTests {
    @Test(.hangLimit) func `every command prints what the page shows`() async throws {
      let page = try String(
        contentsOf: packageRoot.appending(path: "docs/first-hour.md"),
        encoding: .utf8
      )
      let folder = try TemporaryFolder()
      let commands = shownCommands(of: page)
      #expect(commands.count == 13)
      for command in commands {
        let line = command.line.replacing(/^flowctl/, with: "\"$FLOWCTL\"")
        let child = try Child(shell: line, folder: folder.path)
        let code = await child.exitCode()
        let isBroken = command.line == "flowctl validate broken"
        #expect(code == (isBroken ? 1 : 0), "\(command.line) \(child.text)")
        check(child.text, against: command)
        guard command.line == "flowctl init hotline" else { continue }
        #expect(child.text.hasSuffix("\n\(dev)"), "InitTests runs what `init` says to run")
      }
      // What the text names on the way, from the folder that is there now.
      let named = page.matches(of: /`(flowctl [^`]+)`/).map { String($0.1) }
      #expect(named.contains(dev) && named.count > 1, "\(named)")
      for line in named where line != dev {
        let child = try Child(
          shell: line.replacing(/^flowctl/, with: "\"$FLOWCTL\""),
          folder: folder.path
        )
        #expect(await child.exitCode() == 0, "\(line) \(child.text)")
      }
    }

    private let dev = "flowctl dev hotline --call hotline/support-line.call.yaml"

    /// Compares what is printed with what is shown: `…` stands for any lines.
    private func check(_ printed: String, against command: ShownCommand) {
      if let line = firstUnprinted(of: command.lines, in: printed.components(separatedBy: "\n")) {
        Issue.record("\(command.line) does not print \(line)\n\(printed)")
      }
    }
  }
}
