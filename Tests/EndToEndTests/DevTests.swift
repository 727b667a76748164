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
  }
}
