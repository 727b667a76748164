import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl flag`, as an operator has it.
  @Suite struct FlagTests {
    @Test(.hangLimit)
    func `a flag is listed, set, kept through a crash, heard by callers, and reset`() async throws {
      let folder = try TemporaryFolder()
      let flow = sampleFlow()
        .replacingOccurrences(
          of: "\nblocks:",
          with: "\nflags: { notice: string?, level: int = 3 }\nblocks:"
        )
        .replacingOccurrences(
          of: "play: goodbye",
          with: "play: \"Level ${flags.level}, ${flags.notice.orValue('no notice')}.\""
        )
      try folder.write("sample.yaml", flow)
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      #expect(try await deployment.flag() == "0 level: int = 3\nnotice: string? = null")
      let set = try await deployment.flag(["set", "notice", "true fire"])
      #expect(set == "0 notice: string? = \"true fire\" (by itself null)")
      #expect(try await deployment.flag(["set", "level", "4"]).hasPrefix("0 "))
      try await deployment.crashAndRestart()
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      #expect(deployment.emulator.text.contains("Level 4, true fire."))
      #expect(try await deployment.flag(["reset", "level"]) == "0 level: int = 3")
      let list = try await deployment.flag(["list"])
      #expect(list == "0 level: int = 3\nnotice: string? = \"true fire\" (by itself null)")
      await deployment.stop()
    }

    @Test(.hangLimit)
    func `what an operator gets wrong is a plain error`() async throws {
      let folder = try TemporaryFolder()
      let flow = sampleFlow().replacingOccurrences(
        of: "play: goodbye",
        with: "play: goodbye\n      when: \"!flags.emergency\""
      ).replacingOccurrences(of: "\nblocks:", with: "\nflags: { emergency: bool = false }\nblocks:")
      try folder.write("sample.yaml", flow)
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      let cases: [([String], String, String)] = [
        (["set", "emergancy", "true"], adminKey, "declares such a flag; there are emergency"),
        (["set", "emergency", "yes"], adminKey, "is no value of type `bool`"),
        (["set", "emergency", "1"], adminKey, "`1` is no value of type `bool`"),
        (["reset", "../calls"], adminKey, "cannot name a flag"),
        (["list"], "", "401: the key to the admin API is missing; set FLOWCTL_ADMIN_KEY to it"),
        (
          ["list"], "another-key-of-somebody",
          "401: the key to the admin API is another than the server's; look at FLOWCTL_ADMIN_KEY here"
        ),
        (["list"], "short", "at least 16 characters"),
      ]
      for (arguments, key, expected) in cases {
        let answer = try await deployment.flag(arguments, key: key)
        #expect(answer.hasPrefix("2 ") && answer.contains(expected), "\(arguments): \(answer)")
      }
      await deployment.stop()
    }

    @Test(.hangLimit)
    func `a server without a key says where it is set`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder, serverEnvironment: ["FLOWCTL_ADMIN_KEY": ""])
      let answer = try await deployment.flag(["list"])
      let advice = "set FLOWCTL_ADMIN_KEY where the server runs, and start it again"
      #expect(answer.hasPrefix("2 ") && answer.hasSuffix(advice), "\(answer)")
      await deployment.stop()
    }

    @Test(.hangLimit)
    func `where no server answers it says so`() async throws {
      let child = try Child(["flag", "list", "--server", "http://127.0.0.1:\(try freePort())"])
      #expect(await child.exitCode() == 2)
      #expect(child.text.contains("does not answer"), "\(child.text)")
    }
  }
}
