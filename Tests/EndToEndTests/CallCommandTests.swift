import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl call` as somebody with a phone, or their script, sees it.
  @Suite struct CallCommandTests {
    private func project() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      _ = try folder.write("sample.yaml", sampleFlow())
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      return folder
    }

    /// `flowctl dev` for a project, with the address of its emulator.
    private func development(
      _ folder: TemporaryFolder
    ) async throws -> (child: Child, emulator: String) {
      let child = try Child([
        "dev", folder.path, "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--database", folder.path + "/calls.sqlite",
      ])
      #expect(await child.waitForLine("is emulated at http://"), "\(child.text)")
      let found = child.text.firstMatch(of: /is emulated at http:\/\/([0-9.:]+[0-9])/)
      return (child, String(try #require(found).1))
    }

    private func passes(_ folder: TemporaryFolder) async throws {
      let test = try Child(["test", folder.path])
      #expect(await test.exitCode() == 0, "\(test.text)")
      #expect(test.text.contains("1 passed"), "\(test.text)")
    }

    @Test(.hangLimit)
    func `a script calls a flow, and the call is written as a scenario that passes`() async throws {
      let folder = try project()
      let saved = folder.path + "/saved.test.yaml"
      let call = try Child(
        [
          "call", folder.path + "/sample.yaml", "--emulator", "127.0.0.1:0", "--speed", "8",
          "--save", saved,
        ],
        input: true
      )
      #expect(await call.waitForLine("hears  For support, press 2."), "\(call.text)")
      call.enter("2\n")
      #expect(await call.waitForLine("joined  alice"), "\(call.text)")
      call.endInput()
      #expect(await call.exitCode() == 0, "\(call.text)")
      let text = try String(contentsOfFile: saved, encoding: .utf8)
      // On a busy machine the menu may be heard again before the key comes.
      for line in ["hears: [welcome, menu", "press: 2", "rings: alice", "ends: callerLeft"] {
        #expect(text.contains(line), "\(text)")
      }
      #expect(call.text.contains("`flowctl test \(saved)` runs it"), "\(call.text)")
      try await passes(folder)
      let again = try Child(["call", folder.path + "/sample.yaml", "--save", saved])
      #expect(await again.exitCode() == 2)
      #expect(again.text.contains("is there already"), "\(again.text)")
    }

    @Test(.hangLimit) func `what no call can be had with is told before it`() async throws {
      let folder = try project()
      let address = "127.0.0.1:\(try freePort())"
      let reading = "it reads HOST:PORT, such as 127.0.0.1:18090"
      for (option, value, said) in [
        (
          "--save", "/nowhere/a.test.yaml", "`/nowhere/a.test.yaml` cannot be written: no such file"
        ),
        ("--emulator", "http://\(address)/", "no emulator listens at \(address); start"),
        ("--emulator", "http://a/b", "`http://a/b` is no address of an emulator; \(reading)"),
        ("--emulator", "nonsense", "`nonsense` is no address of an emulator; \(reading)"),
      ] {
        let child = try Child(["call", folder.path, option, value])
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text.hasPrefix("flowctl: \(said)"), "\(child.text)")
        #expect(!child.text.contains("\n"), "\(child.text)")
      }
    }

    @Test(.hangLimit)
    func `a call that is saved elsewhere says where its flow is found`() async throws {
      let (folder, other) = (try project(), try TemporaryFolder())
      let call = try Child(
        [
          "call", folder.path + "/sample.yaml", "--emulator", "127.0.0.1:0", "--speed", "8",
          "--save", other.path + "/saved.test.yaml",
        ],
        input: true
      )
      #expect(await call.waitForLine("hears"), "\(call.text)")
      call.endInput()
      #expect(await call.exitCode() == 0, "\(call.text)")
      #expect(call.text.contains("move it into `\(folder.path)`"), "\(call.text)")
    }

    @Test(.hangLimit)
    func `caller and agent speak, and the journal tells the call as a scenario`() async throws {
      let folder = try project()
      let (dev, emulator) = try await development(folder)
      defer { dev.kill() }
      let flow = folder.path + "/sample.yaml"
      let alice = try Child(["call", flow, "--as", "alice", "--emulator", emulator], input: true)
      #expect(await alice.waitForLine("waits  as alice"), "\(alice.text)")
      let second = try Child(["call", flow, "--as", "alice", "--emulator", emulator])
      #expect(await second.exitCode() == 2)
      #expect(second.text.contains("has a phone already"), "\(second.text)")

      let caller = try Child(
        ["call", "sample", "--flows", folder.path, "--emulator", emulator],
        input: true
      )
      // It is pressed once the flow listens.
      caller.enter("2\n")
      #expect(await alice.waitForLine("rings  the call of +14255550123"), "\(alice.text)")
      alice.enter("accept\n")
      #expect(await caller.waitForLine("joined  alice"), "\(caller.text)")
      #expect(await alice.waitForLine("connected"), "\(alice.text)")
      alice.enter("hangUp\n")
      #expect(await caller.waitForLine("left  alice"), "\(caller.text)")
      #expect(await caller.waitForLine("hears  Goodbye from the first version."), "\(caller.text)")
      #expect(await caller.exitCode() == 0, "\(caller.text)")
      #expect(await alice.exitCode() == 0, "\(alice.text)")
      #expect(await dev.waitForLine("the call is over"), "\(dev.text)")

      let database = folder.path + "/calls.sqlite"
      let calls = try Child(["calls", "--database", database])
      #expect(await calls.exitCode() == 0)
      let told = try Child([
        "journal", String(calls.text.prefix(12)), "--database", database, "--as-test", "--flows",
        folder.path,
      ])
      #expect(await told.exitCode() == 0, "\(told.text)")
      #expect(!told.text.contains("14255550123"), "\(told.text)")
      #expect(told.text.contains("alice: leaves"), "\(told.text)")
      _ = try folder.write("journal.test.yaml", told.text + "\n")
      try await passes(folder)
    }

    @Test(.hangLimit)
    func `keys are pressed as they are typed, and what a flow says is shown harmless`()
      async throws
    {
      let folder = try TemporaryFolder()
      let welcome = #""Wel\e[2Jcome, and thank you for calling us here today. Press 2.""#
      _ = try folder.write(
        "sample.yaml",
        sampleFlow(goodbye: "Bye.").replacing("For support, press 2.", with: welcome)
      )
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      let call = try Child(
        ["call", folder.path, "--emulator", "127.0.0.1:0", "--speed", "8"],
        terminal: true,
        environment: ["NO_COLOR": "1"]
      )
      #expect(await call.waitForLine(#"hears  Wel\u{1B}[2Jcome"#), "\(call.text)")
      call.enter("2")
      #expect(await call.waitForLine("press  2"), "\(call.text)")
      #expect(await call.waitForLine("joined  alice"), "\(call.text)")
      // An arrow is no Esc; that alone hangs up.
      call.enter("\u{1B}[A")
      call.enter("hello")
      call.enter("\r")
      #expect(await call.waitForLine("say  hello"), "\(call.text)")
      call.enter("\u{1B}")
      #expect(await call.waitForLine("over"), "\(call.text)")
      call.endInput()
      #expect(await call.exitCode() == 0, "\(call.text)")
    }

    @Test(.hangLimit)
    func `an emulator that goes away in mid-call is told, and so is what was not heard`()
      async throws
    {
      let folder = try project()
      let (dev, emulator) = try await development(folder)
      let call = try Child(
        ["call", folder.path, "--emulator", emulator],
        input: true
      )
      #expect(await call.waitForLine("hears  Thank you"), "\(call.text)")
      dev.kill()
      #expect(await call.exitCode() == 2, "\(call.text)")
      #expect(call.text.contains("the phone's line is dead"), "\(call.text)")
    }

    @Test(
      .hangLimit,
      arguments: [
        (["sampel"], "there is no flow `sampel` in", "did you mean `sample`?"),
        (["sample", "--as", "alic"], "`sample` knows no party `alic`", "did you mean `alice`?"),
        (["sample", "--emulator", "127.0.0.1:9"], "no emulator listens at 127.0.0.1:9", ""),
        (["sample", "--save", "a.yaml"], "ends in .test.yaml", ""),
        (["sample", "--save", "a.test.yaml", "--as", "alice"], "leave out --as", ""),
        (["sample", "--speed", "0"], "--speed takes a whole number", ""),
      ]
    )
    func `what cannot be is a plain error`(
      arguments: [String],
      expected: String,
      help: String
    ) async throws {
      let folder = try project()
      let call = try Child(["call"] + arguments + ["--flows", folder.path])
      #expect(await call.exitCode() == 2, "\(call.text)")
      #expect(
        call.text.contains(expected) && (help.isEmpty || call.text.contains(help)),
        "\(call.text)"
      )
    }

    @Test(.hangLimit) func `prompts are said by espeak-ng`() async throws {
      let folder = try project()
      let said = folder.path + "/said"
      let program = try folder.write("espeak-ng", "#!/bin/sh\necho \"$@\" >> '\(said)'\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let call = try Child(
        ["call", folder.path, "--emulator", "127.0.0.1:0", "--speed", "4", "--speak"],
        input: true,
        environment: ["PATH": folder.path + ":/usr/bin:/bin"]
      )
      #expect(await call.waitForLine("over"), "\(call.text)")
      call.endInput()
      #expect(await call.exitCode() == 0, "\(call.text)")
      let text = try String(contentsOfFile: said, encoding: .utf8)
      #expect(text.contains("-v en -- Thank you for calling Contoso."), "\(text)")
      let none = try Child(
        ["call", folder.path, "--emulator", "127.0.0.1:0", "--speak"],
        environment: ["PATH": "/nowhere"]
      )
      #expect(await none.exitCode() == 2)
      #expect(none.text.contains("--speak needs espeak-ng"), "\(none.text)")
    }
  }
}
