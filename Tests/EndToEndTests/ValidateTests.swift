import Foundation
import Testing

extension EndToEnd {
  /// `flowctl validate` as a pipeline sees it.
  @Suite struct ValidateTests {
    @Test func `the flows of this repository are clean`() async throws {
      let child = try Child(["validate", "flows", "--warnings-as-errors"])
      #expect(await child.exitCode() == 0, "\(child.text)")
    }

    @Test func `an error gives exit code 1, and its place`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write(
        "a.yaml",
        sampleFlow().replacingOccurrences(of: "play: goodbye", with: "play: godbye")
      )
      let child = try Child(["validate", path])
      #expect(await child.exitCode() == 1)
      #expect(child.text.contains("error[unknown-name]: no prompt is named `godbye`"))
      #expect(child.text.contains("did you mean `goodbye`?"))
    }

    @Test func `what is certain is written into the file, and what is left is said`() async throws {
      let folder = try TemporaryFolder()
      let text = """
        flow: a   # the first
        blocks:
          main:
            - answer
            - play: { promt: Welcome. }
            - say: Hello there.
            - hangup

        """
      let path = try folder.write("a.yaml", text)
      let tried = try Child(["validate", "--fix", "--diff", path])
      #expect(await tried.exitCode() == 1)
      #expect(tried.text.contains("-    - hangup\n+    - hangUp"), "\(tried.text)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      let child = try Child(["validate", "--fix", path])
      #expect(await child.exitCode() == 1, "\(child.text)")
      #expect(child.text.contains("\(path):5:15: fixed [unknown-field]"), "\(child.text)")
      #expect(child.text.contains("\(path):7:7: fixed [unknown-step]"), "\(child.text)")
      #expect(child.text.contains("error[unknown-step]: there is no step `say`"))
      #expect(!child.text.contains("there is no step `hangup`\n"), "\(child.text)")
      let expected = text.replacingOccurrences(of: "promt", with: "prompt")
        .replacingOccurrences(of: "hangup", with: "hangUp")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
      let alone = try Child(["validate", "--diff", path])
      #expect(await alone.exitCode() == 2)
    }

    @Test func `a code is explained by its page`() async throws {
      let page = try Child(["explain", "call-phase"])
      #expect(await page.exitCode() == 0)
      #expect(page.text.hasPrefix("# call-phase\n\nA step runs in a phase"), "\(page.text)")
      #expect(page.text.contains("## Wrong") && page.text.contains("Source: SEMANTICS 1.7."))
      let near = try Child(["explain", "call-phas"])
      #expect(await near.exitCode() == 2)
      #expect(near.text.contains("there is no finding `call-phas`; did you mean `call-phase`?"))
      let list = try Child(["explain", "--list"])
      #expect(await list.exitCode() == 0)
      #expect(list.text.contains("\nunknown-field       A key stands where it means nothing.\n"))
      let neither = try Child(["explain"])
      #expect(await neither.exitCode() == 2)
    }

    @Test func `dates that have gone by are told of when the day is given`() async throws {
      let folder = try TemporaryFolder()
      let hours = "\nhours: { office: { timeZone: UTC, open: [], closed: [2025-12-25] } }\n"
      let path = try folder.write("a.yaml", sampleFlow() + hours)
      let told = try Child(["validate", path, "--today", "2026-01-01"])
      #expect(await told.exitCode() == 0, "\(told.text)")
      #expect(told.text.contains("hint[past-date]: `2025-12-25` has gone by"), "\(told.text)")
      let untold = try Child(["validate", path])
      #expect(await untold.exitCode() == 0)
      #expect(!untold.text.contains("past-date"), "\(untold.text)")
    }

    @Test func `json has the published members`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write(
        "a.yaml",
        sampleFlow().replacingOccurrences(of: "play: goodbye", with: "play: godbye")
      )
      let child = try Child(["validate", path, "--format", "json"])
      #expect(await child.exitCode() == 1)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(child.text.utf8)) as? [String: Any]
      )
      #expect(Set(object.keys) == ["version", "findings", "summary"])
      let findings = try #require(object["findings"] as? [[String: Any]])
      #expect(findings.contains { $0["code"] as? String == "unknown-name" })
    }

    @Test func `a pipeline leaves out what it knows, and has its own form`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write(
        "a.yaml",
        sampleFlow().replacingOccurrences(of: "play: goodbye", with: "play: godbye")
      )
      let annotations = try Child(["validate", path, "--format", "github"])
      #expect(await annotations.exitCode() == 1)
      #expect(annotations.text.contains(",title=unknown-name::no prompt is named `godbye`"))

      let report = try Child(["validate", path, "--format", "json"])
      #expect(await report.exitCode() == 1)
      let baseline = try folder.write("baseline.json", report.text)
      let again = try Child(["validate", path, "--baseline", baseline])
      #expect(await again.exitCode() == 0, "\(again.text)")
      #expect(again.text.hasPrefix("no findings in 1 file"), "\(again.text)")
      #expect(again.text.contains("flowctl: the baseline holds "), "\(again.text)")

      let errors = ["validate", path, "--severity", "error", "--allow", "unused-name"]
      let light = try Child(errors + ["--format", "azure"])
      #expect(await light.exitCode() == 1)
      #expect(!light.text.contains("type=warning"), "\(light.text)")
    }

    @Test(arguments: [
      ("no such path", ["validate", "/nowhere/at/all"], "there is no file or folder"),
      ("no argument", ["validate"], "missing expected argument"),
      ("an unknown format", ["validate", "flows", "--format", "xml"], "xml"),
      ("a code that is none", ["validate", "flows", "--allow", "unused-nam"], "`unused-name`?"),
      ("a day that is none", ["validate", "flows", "--today", "today"], "--today"),
      ("a baseline that is gone", ["validate", "flows", "--baseline", "/no"], "cannot be read"),
      ("an environment that is none", ["validate", "flows", "--environment", "dve"], "`dev`?"),
      ("one to draw", ["graph", "flows", "--environment", "dve"], "`dve`"),
      ("one to serve", ["dev", "flows", "--environment", "dve"], "`dve`"),
      ("one that is none", ["validate", "flows", "--baseline", "README.md"], "is not what"),
      ("an unknown command", ["valdate", "flows"], "valdate"),
      ("a speed that is none", ["dev", "--speed", "0"], "--speed takes"),
      ("once without a call", ["dev", "--once"], "--once needs a --call or"),
      ("a time that is none", ["dev", "--at", "noon", "--listen", "127.0.0.1:0"], "is no time"),
    ])
    func `wrong usage gives exit code 2 and says why`(
      name: String,
      arguments: [String],
      expected: String
    ) async throws {
      let child = try Child(arguments)
      #expect(await child.exitCode() == 2, "\(name): \(child.text)")
      #expect(child.text.contains(expected), "\(name): \(child.text)")
    }

    @Test func `nothing is fixed for an environment that is none`() async throws {
      let folder = try TemporaryFolder()
      try folder.write(
        "flowctl.yaml",
        "environments: { dev: { cognitiveServicesEndpoint: https://ai.contoso.com } }"
      )
      let text = sampleFlow().replacing("hangUp", with: "hangup")
      let path = try folder.write("a.yaml", text)
      let child = try Child(["validate", path, "--fix", "--environment", "dve"])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains("`dev`?"), "\(child.text)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      let fixing = try Child(["validate", path, "--fix", "--environment", "dev"])
      #expect(await fixing.exitCode() == 0, "\(fixing.text)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == sampleFlow())
    }

    @Test func `a file is one file, however often and however it is named`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", sampleFlow())
      let twice = "\(folder.path)/./a.yaml"
      let child = try Child(["validate", path, twice, folder.path])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.hasSuffix(" in 1 file"), "\(child.text)")
    }

    @Test func `a folder is checked with its project, from wherever`() async throws {
      let folder = try TemporaryFolder()
      let sample = "environments: { dev: { cognitiveServicesEndpoint: https://ai.contoso.com } }"
      try folder.write("flowctl.yaml", sample)
      try folder.write("flows/a.yaml", sampleFlow())
      for (place, path) in [("", "flows"), ("/flows", "."), ("/flows", "a.yaml"), ("/flows", "..")]
      {
        let child = try Child(
          ["validate", path, "--environment", "dev"],
          folder: folder.path + place
        )
        #expect(await child.exitCode() == 0, "\(path): \(child.text)")
        #expect(child.text.hasSuffix(" in 1 file"), "\(child.text)")
      }
      try folder.write("flowctl.yaml", sample.replacing("https://ai", with: "ai"))
      let child = try Child(["validate", "."], folder: folder.path + "/flows")
      #expect(await child.exitCode() == 1, "\(child.text)")
      #expect(child.text.contains("--> ../flowctl.yaml:1:"), "\(child.text)")
    }

    /// A flow by kinds of parties alone, its scenarios with and without an environment, and two of them.
    @Test func `scenarios are checked with the environment that they name`() async throws {
      let folder = try TemporaryFolder()
      let made = try Child(["init"], folder: folder.path)
      #expect(await made.exitCode() == 0, "\(made.text)")
      let configuration = try String(contentsOfFile: folder.path + "/flowctl.yaml", encoding: .utf8)
      try folder.write("flowctl.yaml", configuration + "  prod: {}\n")
      let shape = try Child(["validate", "."], folder: folder.path)
      #expect(await shape.exitCode() == 0, "\(shape.text)")
      let name = "support-line.test.yaml"
      let tests = try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
      let wrong = tests.replacing("rings: alice", with: "rings: alcie")
      try folder.write(name, "environment: dev\n" + tests)
      let right = try Child(["validate", "."], folder: folder.path)
      #expect(await right.exitCode() == 0, "\(right.text)")
      try folder.write(name, "environment: dev\n" + wrong)
      let named = try Child(["validate", "."], folder: folder.path)
      #expect(await named.exitCode() == 1, "\(named.text)")
      #expect(named.text.contains("there is no party `alcie`"), "\(named.text)")
      try folder.write(name, "environment: dve\n" + tests)
      let strange = try Child(["validate", "."], folder: folder.path)
      #expect(await strange.exitCode() == 1, "\(strange.text)")
      #expect(strange.text.contains("`dve`"), "\(strange.text)")
    }

    @Test func `standard input stands for a file of a project`() async throws {
      let folder = try TemporaryFolder()
      let run = "flow: a\nblocks: { main: [answer, { run: { flow: b } }, hangUp] }\n"
      try folder.write("flowctl.yaml", "environments: {}")
      try folder.write("sub/a.yaml", "flow: a\n")
      try folder.write("b.yaml", "flow: b\nblocks: { main: [return] }\n")
      try folder.write("typed", run)
      let command = "\"$FLOWCTL\" validate --stdin-path sub/a.yaml - < typed"
      let child = try Child(shell: command, folder: folder.path)
      #expect(await child.exitCode() == 0, "\(child.text)")
      try folder.write("typed", run.replacing("flow: b", with: "flow: c"))
      let wrong = try Child(shell: command, folder: folder.path)
      #expect(await wrong.exitCode() == 1, "\(wrong.text)")
      #expect(wrong.text.contains("sub/a.yaml:2:"), "\(wrong.text)")
    }

    @Test func `all that a shell finds is checked, callers' scripts too`() async throws {
      let folder = try TemporaryFolder()
      let made = try Child(["init"], folder: folder.path)
      #expect(await made.exitCode() == 0, "\(made.text)")
      let all = try Child(
        shell: "\"$FLOWCTL\" validate *.yaml && \"$FLOWCTL\" test *.yaml",
        folder: folder.path
      )
      #expect(await all.exitCode() == 0, "\(all.text)")
      #expect(all.text.contains(" in 1 file"), "\(all.text)")
      try folder.write("support-line.call.yaml", "callr: +14255550123")
      let script = try Child(["validate", "support-line.call.yaml"], folder: folder.path)
      #expect(await script.exitCode() == 1, "\(script.text)")
      #expect(script.text.contains("`callr`"), "\(script.text)")
    }

    @Test func `of a folder above projects it is said which they are`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("a/flowctl.yaml", "environments: {}")
      try folder.write("b/flowctl.yaml", "environments: {}")
      let child = try Child(["validate", "."], folder: folder.path)
      #expect(await child.exitCode() == 2, "\(child.text)")
      let complaint = "flowctl: `.` is above the projects `a`, `b`: name the folder of one"
      #expect(child.text == complaint, "\(child.text)")
    }

    @Test func `an environment file that has no finding is not counted`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", sampleFlow())
      try folder.write(
        "flowctl.yaml",
        "environments: { dev: { cognitiveServicesEndpoint: https://ai.contoso.com } }"
      )
      let child = try Child(["validate", path])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.hasSuffix(" in 1 file"), "\(child.text)")
    }

    @Test func `libcurl is not loaded before something is sent`() async throws {
      // The loader lists the program's libraries instead of running it.
      let child = try Child(["validate"], environment: ["LD_TRACE_LOADED_OBJECTS": "1"])
      #expect(await child.exitCode() == 0)
      #expect(child.text.contains("libyaml") && !child.text.contains("libcurl"), "\(child.text)")
    }

    @Test(arguments: [
      ["validate", "--help"], ["help", "validate"], ["validate", "flows", "-h"],
    ])
    func `help for a command names the program too`(arguments: [String]) async throws {
      let child = try Child(arguments)
      #expect(await child.exitCode() == 0)
      #expect(child.text.contains("USAGE: flowctl validate <paths>"), "\(child.text)")
    }

    @Test func `wrong usage of a command names the program too`() async throws {
      let child = try Child(["validate", "--formt", "json"])
      #expect(await child.exitCode() == 2)
      #expect(child.text.contains(" See `flowctl validate --help`"), "\(child.text)")
    }

    @Test func `a folder without flows is an error`() async throws {
      let folder = try TemporaryFolder()
      let child = try Child(["validate", folder.path])
      #expect(await child.exitCode() == 1)
      #expect(child.text.contains("no-flows"))
    }

    @Test(arguments: [
      ("not UTF-8", Data([0x66, 0x6C, 0x6F, 0x77, 0x3A, 0x20, 0xFF, 0xFE]), "not-utf8"),
      ("a megabyte of brackets", Data(repeating: UInt8(ascii: "["), count: 1 << 20), "depth-limit"),
      (
        "more than a megabyte", Data(repeating: UInt8(ascii: "a"), count: 1_048_577),
        "file-too-large"
      ),
      ("an alias bomb", Data(aliasBomb.utf8), "error["),
      ("nothing", Data(), "error["),
      ("no YAML", Data("flow: [a\nblocks: }".utf8), "yaml-syntax"),
    ])
    func `bad input gets a clear error`(name: String, bytes: Data, code: String) async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("bad.yaml", bytes)
      let child = try Child(["validate", path])
      #expect(await child.exitCode() == 1, "\(name): \(child.text.prefix(400))")
      #expect(child.text.contains(code), "\(name): \(child.text.prefix(400))")
    }

    private static let aliasBomb =
      "flow: &a [x, x, x, x, x, x, x, x, x]\n"
      + (1...9).map {
        "l\($0): &l\($0) [*\($0 == 1 ? "a" : "l\($0 - 1)")"
          + String(repeating: ", *\($0 == 1 ? "a" : "l\($0 - 1)")", count: 8) + "]\n"
      }.joined()
  }
}
