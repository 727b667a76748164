import FlowRuntime
import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import FlowServer

/// What systemd is told, over a socket like its own.
@Suite(.hangLimit)
struct ServiceManagerTests {
  /// The end of the socket that systemd has.
  private struct Supervisor: Sendable {
    let descriptor: Int32
    let path: String

    init(in folder: TemporaryFolder) throws {
      path = "\(folder.path)/notify"
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      let bound = descriptor
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(bound, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(result == 0)
    }

    /// The next message; the test's time limit ends it if none comes.
    func next() async -> String {
      let clock = ContinuousClock()
      while !Task.isCancelled {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count > 0 { return String(decoding: bytes.prefix(count), as: UTF8.self) }
        do { try await clock.sleep(for: .milliseconds(2)) } catch { break }
      }
      return ""
    }
  }

  @Test func `a server says that it is ready, reads anew, and stops, and its heart beats`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let supervisor = try Supervisor(in: folder)
      defer { close(supervisor.descriptor) }
      try await TemporaryFolder.use { flows in
        try flows.write(greeting(), to: "greeting.yaml")
        let manager = try #require(
          ServiceManager(environment: ["NOTIFY_SOCKET": supervisor.path])
        )
        try await TestServer.run(in: flows, configure: { $0.serviceManager = manager }) { _ in
          #expect(await supervisor.next() == "READY=1")
          try flows.write(greeting(file: "new"), to: "greeting.yaml")
          #expect(await supervisor.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
          #expect(await supervisor.next() == "READY=1")
        }
        #expect(await supervisor.next() == "STOPPING=1")
        let beating = try #require(
          ServiceManager(
            environment: ["NOTIFY_SOCKET": supervisor.path, "WATCHDOG_USEC": "20000"]
          )
        )
        #expect(beating.watchdogInterval == .milliseconds(10))
        let heart = Task { await beating.run(.system) }
        for _ in 1...2 { #expect(await supervisor.next() == "WATCHDOG=1") }
        heart.cancel()
        await heart.value
      }
    }
  }

  @Test(arguments: [
    ["OTHER": "/run/x"], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "vsock:1:2"],
    ["NOTIFY_SOCKET": "/" + String(repeating: "a", count: 200)],
  ])
  func `nobody is told where there is no socket`(environment: [String: String]) {
    #expect(ServiceManager(environment: environment) == nil)
  }

  @Test func `a watchdog of another process, or of none, is not fed`() {
    let socket = ["NOTIFY_SOCKET": "@nobody"]
    for (name, value) in [("WATCHDOG_PID", "1"), ("WATCHDOG_USEC", "x"), ("WATCHDOG_USEC", "0")] {
      let environment = socket.merging(["WATCHDOG_USEC": "20000"]) { $1 }
        .merging([name: value]) { $1 }
      #expect(ServiceManager(environment: environment)?.watchdogInterval == nil)
    }
    ServiceManager(environment: socket)?.tell(.ready)
  }
}
