import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.hangLimit) struct PrivateAddressTests {
  @Test(arguments: [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "168.63.129.16", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a00:1::",
    "no address", "",
  ])
  func `what is no host of the internet is private`(address: String) {
    #expect(isPrivateAddress(address))
  }

  @Test(arguments: [
    "20.50.2.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "11.0.0.1", "168.63.129.17",
    "2603:1030::1", "::ffff:20.50.2.1", "64:ff9b::1432:201", "2002:1432:201::",
  ])
  func `a host of the internet is not`(address: String) {
    #expect(!isPrivateAddress(address))
  }

  @Test(arguments: [
    "http://127.0.0.1:80/", "https://user@10.0.0.1", "http://[::1]:8080/x", "http://[fd00::1]?a",
  ])
  func `a private address in a URL is seen before anything is connected`(url: String) async throws {
    #expect(hasPrivateAddress(url))
    try await withClient { client in
      let request = HTTPClientRequest(method: "GET", url: url, publicHostsOnly: true)
      #expect(await client.failure(request) == .privateHost)
    }
  }

  @Test(arguments: ["http://contoso.com/10.0.0.1", "http://20.50.2.1/", "http://[2603:1030::1]/"])
  func `other URLs are seen to have none`(url: String) {
    #expect(!hasPrivateAddress(url))
  }

  @Test(arguments: ["localhost", "2130706433", "0x7f.1"])
  func `a name that leads to a private host is refused before the request is written`(
    host: String
  ) async throws {
    let site = Site { _ in HTTPResponse(status: 200) }
    try await site.serve { port in
      try await withClient { client in
        let url = "http://\(host):\(port)/"
        let request = HTTPClientRequest(method: "GET", url: url, publicHostsOnly: true)
        #expect(await client.failure(request) == .privateHost)
        let free = try await client.send(HTTPClientRequest(method: "GET", url: url))
        #expect(free.status == 200)
        // A connection that is open already is no way around it.
        #expect(await client.failure(request) == .privateHost)
      }
    }
  }
}
