import Foundation
import Testing

extension EndToEnd {
  /// What every command does with arguments and streams that cannot be used.
  @Suite struct UsageTests {
    @Test func `every command says what is wrong with its arguments in one line`() async throws {
      let dump = try Child(["--experimental-dump-help"])
      #expect(await dump.exitCode() == 0)
      let root = try JSONSerialization.jsonObject(with: Data(dump.text.utf8)) as? [String: Any]
      let commands = leaves(of: try #require(root?["command"] as? [String: Any]), below: [])
      #expect(commands.count > 30 && commands.contains(["teams", "assign"]), "\(commands)")
      for command in commands {
        let child = try Child(command + ["--nonsense"])
        #expect(await child.exitCode() == 2, "\(command) \(child.text)")
        let name = (["flowctl"] + command).joined(separator: " ")
        #expect(child.text.hasPrefix("flowctl: "), "\(child.text)")
        #expect(child.text.hasSuffix(" `\(name) --help`"), "\(child.text)")
        #expect(!child.text.contains("\n"), "\(child.text)")
      }
    }

    private func leaves(of command: [String: Any], below path: [String]) -> [[String]] {
      let below = command["subcommands"] as? [[String: Any]] ?? []
      return below.flatMap { one -> [[String]] in
        let word = one["commandName"] as? String ?? ""
        guard word != "help" else { return [] }
        let name = path + [word]
        let further = leaves(of: one, below: name)
        return further.isEmpty ? [name] : further
      }
    }

    @Test(arguments: [
      (["valdate"], "`flowctl` has no command `valdate`; did you mean `validate`? See"),
      (["teams", "asign"], "`flowctl teams` has no command `asign`; did you mean `assign`? See"),
      (
        ["validate", "flows", "--formt", "json"],
        "unknown option '--formt'; did you mean '--format'? See"
      ),
      (
        ["validate", "flows", "--format", "xml"],
        "the value 'xml' is invalid for '--format <format>': "
          + "it is one of text, json, sarif, github, azure, gitlab, junit; see"
      ),
      (
        ["import", "studo", "a"],
        "the value 'studo' is invalid for '<source>': it is one of 'studio', 'connect' or 'swml'; see"
      ),
      (["import", "studio"], "missing expected argument '<file>' (the document); see"),
      (["explain", "a", "b"], "unexpected argument 'b'; see"),
      (["test", "--fail-under", "200"], "--fail-under takes a percentage from 0 to 100; see"),
      (["explain", "a\u{1B}[31m\nb", "c\n"], "unexpected argument 'c\\n'; see"),
    ])
    func `the line says what was meant, and where to read on`(
      arguments: [String],
      beginning: String
    ) async throws {
      let child = try Child(arguments)
      #expect(await child.exitCode() == 2)
      #expect(child.text.hasPrefix("flowctl: \(beginning) `flowctl "), "\(child.text)")
      #expect(!child.text.contains("\n"), "\(child.text)")
    }

    @Test(arguments: [
      "validate flows", "explain --list", "schema", "graph flows/contoso-support.yaml", "--help",
      "test flows/steps flows", "when flows now", "fmt - <flows/adatum-clinic.yaml",
    ])
    func `what cannot be printed is said, and is no success`(command: String) async throws {
      let full = try Child(shell: "\"$FLOWCTL\" \(command) >/dev/full")
      #expect(await full.exitCode() == 2, "\(full.text)")
      #expect(full.text.hasPrefix("flowctl: standard output cannot be written"), "\(full.text)")
      let closed = try Child(shell: "\"$FLOWCTL\" \(command) >&-")
      #expect(await closed.exitCode() == 2, "\(closed.text)")
      #expect(closed.text.hasPrefix("flowctl: standard output cannot be written"))
      #expect(!full.text.contains("\n") && !closed.text.contains("\n"), "\(closed.text)")
    }

    @Test(arguments: [
      "fmt /nowhere 2>/dev/full", "fmt /nowhere 2>&-", "valdate 2>&-", "fmt - <&-", "fmt - <flows",
      "validate - <flows", "eval - <&-",
    ])
    func `a stream that cannot be used ends no process`(command: String) async throws {
      let child = try Child(shell: "\"$FLOWCTL\" \(command)")
      #expect(await child.exitCode() == 2, "\(child.text)")
      guard command.contains("<") else { return }
      #expect(child.text.hasPrefix("flowctl: standard input cannot be read: "), "\(child.text)")
    }

    @Test(arguments: [
      (["import", "studio", "DOCUMENT", "--to", "/nowhere/a"], "no such file or directory"),
      (["init", "/dev/null"], "file exists"), (["init", "/dev/null/a"], "not a directory"),
      (["test", "flows/steps", "flows", "--coverage", "html", "--coverage-to", "/dev"], "/dev"),
    ])
    func `why a file cannot be written is said`(
      arguments: [String],
      reason: String
    ) async throws {
      let document = "Tests/FlowImportTests/Documents/studio.json"
      let child = try Child(arguments.map { $0 == "DOCUMENT" ? document : $0 })
      #expect(await child.exitCode() == 2, "\(child.text)")
      let line = child.text.components(separatedBy: "\n").last ?? ""
      #expect(line.hasPrefix("flowctl: ") && line.contains(reason), "\(child.text)")
      #expect(!line.contains("Error") && !line.contains("could not be completed"), "\(line)")
    }

    @Test(arguments: [
      ["fmt"], ["import", "studio"], ["import", "connect"], ["import", "swml"], ["provision"],
      ["eval", "1", "--context"], ["validate", "flows", "--baseline"], ["emulate", "--call"],
      ["dev", "flows", "--call"],
    ])
    func `why a file cannot be read is said`(command: [String]) async throws {
      for (path, reason) in [
        ("/dev/null", "it is not a file"), ("/proc/self/mem", "input/output error"),
      ] {
        let child = try Child(command + [path])
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text == "flowctl: `\(path)` cannot be read: \(reason)", "\(child.text)")
      }
    }
  }
}
