import Foundation
import Glibc
import TestSupport
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
      (["valdate", "flows"], "`flowctl` has no command `valdate`; did you mean `validate`? See"),
      (
        ["validate", "--stdin-path", "a.yaml", "b"],
        "--stdin-path goes with `-`, standard input, and nothing else; see"
      ),
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
      (
        ["--generate-completion-script", "tcsh"],
        "can't generate completion scripts for 'tcsh': it is one of zsh bash fish; see"
      ),
      (["help", "valdate"], "`flowctl` has no command `valdate`; did you mean `validate`? See"),
      (
        ["help", "teams", "asign"],
        "`flowctl teams` has no command `asign`; did you mean `assign`? See"
      ),
      (
        ["eval", "-5"],
        "missing expected argument '<expression>' (the expression; `-` for standard input); what "
          + "begins with `-` stands behind `--`: `-- -5`; see"
      ),
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

    /// Nothing can be written into a file, as on a disk that is full: whoever runs the tests.
    @Test(arguments: [
      (["fmt", "flow.yaml"], "flow.yaml"), (["validate", "flow.yaml", "--fix"], "flow.yaml"),
      (["init", "new/project"], "new/project/flowctl.yaml"),
      (["import", "swml", "document.yaml", "--to", "made.yaml"], "made.yaml"),
      (["schema", "--write"], "schemas/flow.schema.json"),
      (["simulate", "good/good.yaml", "--calls", "1", "--html", "page.html"], "page.html"),
      (["test", "good", "--coverage", "html", "--coverage-to", "page.html"], "page.html"),
    ])
    func `a file that cannot be written stays as it was, and nothing lies beside it`(
      arguments: [String],
      file: String
    ) async throws {
      let folder = try unwritten()
      let before = try shown(folder)
      let child = try Child(
        shell: "ulimit -f 0; trap '' XFSZ; exec \"$FLOWCTL\" \(arguments.joined(separator: " "))",
        folder: folder.path
      )
      #expect(await child.exitCode() == 2, "\(child.text)")
      let line = child.text.components(separatedBy: "\n").last ?? ""
      #expect(line == "flowctl: `\(file)` cannot be written: file too large", "\(child.text)")
      #expect(try shown(folder) == before)
      // Where there is room it is written.
      let again = try Child(arguments, folder: folder.path)
      #expect(await again.exitCode() == 0, "\(again.text)")
      #expect(try shown(folder) != before)
    }

    /// What several commands would write over.
    private func unwritten() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      for name in ["good", "schemas"] {
        let inner = folder.url.appending(path: name)
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      }
      try folder.write("flow.yaml", "flow: a\nblocks:\n  main:\n    -  answer\n    - hangup\n")
      try folder.write("document.yaml", "sections: { main: [hangup] }\n")
      try folder.write("page.html", "old")
      try folder.write("good/good.yaml", sampleFlow())
      try folder.write("good/flowctl.yaml", sampleEnvironment)
      try folder.write(
        "good/good.test.yaml",
        "test: sample\nscenarios: { leaves: [hangUp, { ends: abandoned }] }\n"
      )
      try folder.write("schemas/flow.schema.json", "old")
      return folder
    }

    /// All that is in a folder.
    private func shown(_ folder: TemporaryFolder) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().map { path in
        let file = folder.path + "/" + path
        let bytes = FileManager.default.contents(atPath: file)
        return "\(path): \(bytes.map { String(decoding: $0, as: UTF8.self) } ?? "a folder")"
      }
    }

    @Test(.hangLimit) func `what is no file is written into, and a link stays one`() async throws {
      let folder = try unwritten()
      let page = folder.path + "/page.html"
      let link = folder.path + "/link.html"
      #expect(symlink(page, link) == 0 && chmod(page, 0o600) == 0)
      let pipe = folder.path + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let simulate = "\"$FLOWCTL\" simulate good/good.yaml --calls 1 --html"
      let child = try Child(
        shell: "\(simulate) link.html >/dev/null && \(simulate) pipe >/dev/null & "
          + "head -c 9 pipe; wait $!",
        folder: folder.path
      )
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text == "<!DOCTYPE", "\(child.text)")
      func attributes(_ path: String) throws -> [FileAttributeKey: Any] {
        try FileManager.default.attributesOfItem(atPath: path)
      }
      #expect(try attributes(link)[.type] as? FileAttributeType == .typeSymbolicLink)
      // A pipe is of no type that Foundation names.
      #expect(try attributes(pipe)[.type] as? FileAttributeType == .typeUnknown)
      #expect(try attributes(page)[.posixPermissions] as? Int == 0o600)
      #expect(try String(contentsOfFile: page, encoding: .utf8).hasSuffix("</html>\n"))
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
