import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl dev` as an author sees it.
  @Suite struct DevTests {
    @Test(.hangLimit)
    func `a scripted call is accounted for, and dev ends by itself`() async throws {
      let child = try Child([
        "dev", "flows", "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--at", "2026-11-24T10:00:00-08:00", "--speed", "8",
        "--call", "flows/contoso-support.call.yaml",
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "IncomingCall from 4:+14255550123", "main/0  answer ends as done",
        "POST /calling/callConnections:answer", "recognize ends as spanish",
        "recognize ends as support", "addAgent ends as done", "wait ends as agentGone",
        "CallDisconnected", "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
    }

    @Test(.hangLimit)
    func `a project without an environment speaks to the emulated service`() async throws {
      let folder = try TemporaryFolder()
      let flow = """
        flow: hello
        identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
        routes: [{ to: line }]
        blocks: { main: [answer, { play: { text: Hello. } }, hangUp] }
        """
      let path = try folder.write("hello.yaml", flow)
      let script = try folder.write("hello.call.yaml", "caller: +14255550123\n")
      let checked = try Child(["validate", path])
      #expect(await checked.exitCode() == 0)
      #expect(checked.text.contains("hint[missing-endpoint]"), "\(checked.text)")
      let child = try Child([
        "dev", path, "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--speed", "8", "--call", script,
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.contains("main/1  play ends as done"), "\(child.text)")
    }

    @Test(.hangLimit)
    func `a call is begun here, with its values, and is placed`() async throws {
      let child = try Child([
        "dev", "flows", "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--speed", "8", "--start", "fabrikam-reminder", "--with", "patient=+14255550199",
        "--with", "name=Kim", "--with", "at=2026-12-01T09:30:00Z", "--with", "appointment=a1",
        "--callee", "flows/fabrikam-reminder.call.yaml",
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "begun here", "createCall 1.1  201", "main/0  dial ends as done",
        "recognize ends as keep", "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
    }

    @Test(.hangLimit)
    func `a call that no flow takes is a plain error`() async throws {
      let folder = try TemporaryFolder()
      let script = try folder.write("x.call.yaml", "caller: +14255550123\nto: +19995551212\n")
      let child = try Child([
        "dev", "flows", "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--speed", "50", "--call", script,
      ])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains("no flow took the call to `4:+19995551212`"), "\(child.text)")
    }

    @Test(.hangLimit)
    func `a call that others have is joined, and left to them`() async throws {
      let folder = try TemporaryFolder()
      let script = try folder.write("room.call.yaml", "caller: 8:acs:ann\nin: room-1\n")
      let child = try Child([
        "dev", "flows", "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--speed", "8", "--start", "join", "--with", "room=room-1", "--callee", script,
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "main/0  join ends as done", "POST /calling/callConnections:connect",
        "main/1  play ends as done", "DELETE /calling/callConnections/", "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
    }

    @Test(
      .hangLimit,
      arguments: [
        (["--start", "contoso-support"], "places no calls"),
        (
          ["--start", "nothing"],
          "there is no flow `nothing` that places calls; there is dial, fabrikam-reminder"
        ),
        (["--start", "fabrikam-reminder"], "the parameter `appointment` (string) has no value"),
        (["--start", "fabrikam-reminder", "--with", "x"], "has no value; it reads"),
      ]
    )
    func `a call that cannot be begun is a plain error`(
      arguments: [String],
      expected: String
    ) async throws {
      let ports = ["--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0"]
      let child = try Child(["dev", "flows"] + ports + arguments)
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains(expected), "\(child.text)")
    }
  }
}
