import Testing

@testable import FlowServer

@Suite struct ConfigurationTests {
  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), (":80", "0.0.0.0", 80),
    ("localhost:65535", "localhost", 65_535),
  ])
  func `an address is read`(text: String, host: String, port: Int) throws {
    let address = try ListenAddress(parsing: text)
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test(arguments: ["", "8080", "localhost", "localhost:", "localhost:99999", "::1:80", "a:-1"])
  func `what is no address is refused with an example`(text: String) {
    #expect(throws: ConfigurationError.listenAddress(text)) { try ListenAddress(parsing: text) }
  }

  @Test func `a public URL loses its slash`() throws {
    let url = try PublicURL(parsing: "https://calls.contoso.com/")
    #expect(url.description == "https://calls.contoso.com")
    #expect(url.isSecure)
    #expect(try !PublicURL(parsing: "http://127.0.0.1:8080").isSecure)
  }

  @Test(arguments: [
    "", "calls.contoso.com", "https://", "ftp://x", "https://x?y", "https://a b", "https://x/y/",
  ])
  func `what is no public URL is refused with an example`(text: String) {
    #expect(throws: ConfigurationError.publicURL(text)) { try PublicURL(parsing: text) }
  }
}
