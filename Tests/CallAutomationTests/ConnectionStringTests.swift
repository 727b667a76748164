import CallAutomation
import Testing

@Suite struct ConnectionStringTests {
  @Test func `endpoint and key are read`() throws {
    let parsed = try ConnectionString(
      parsing: "endpoint=https://demo.communication.azure.com/;accesskey=AAECAw=="
    )
    #expect(parsed.endpoint.description == "https://demo.communication.azure.com")
    #expect(parsed.endpoint.authority == "demo.communication.azure.com")
    #expect(parsed.accessKey == [0, 1, 2, 3])
    #expect(parsed.endpoint.port == nil)
  }

  @Test func `order, case and spaces do not matter, and the key keeps its padding`() throws {
    let parsed = try ConnectionString(
      parsing: " AccessKey=AAE= ; other=x; EndPoint = HTTP://LocalHost:8080// ;"
    )
    #expect(parsed.endpoint.description == "http://localhost:8080")
    #expect(parsed.accessKey == [0, 1])
  }

  @Test(arguments: [
    ("https://host:443", "host"), ("http://host:80", "host"), ("http://host:443", "host:443"),
    ("http://[::1]:9", "[::1]:9"), ("http://[::1]", "[::1]"), ("http://127.0.0.1:1", "127.0.0.1:1"),
  ])
  func `the authority leaves out the scheme's own port`(endpoint: String, authority: String) throws
  {
    let parsed = try ConnectionString(parsing: "endpoint=\(endpoint);accesskey=AAE=")
    #expect(parsed.endpoint.authority == authority)
  }

  @Test(arguments: [
    ("", "the connection string has no `endpoint`; it reads endpoint=https://…/;accesskey=…"),
    (
      "accesskey=AAE=",
      "the connection string has no `endpoint`; it reads endpoint=https://…/;accesskey=…"
    ),
    (
      "endpoint=https://host",
      "the connection string has no `accesskey`; it reads endpoint=https://…/;accesskey=…"
    ),
    (
      "endpoint=https://host;accesskey=a-b",
      "the connection string's accesskey is not base64: character 2 is not of the base64 alphabet"
    ),
    (
      "endpoint=https://host;accesskey=***",
      "the connection string's accesskey is not base64: character 1 is not of the base64 alphabet"
    ),
    (
      "endpoint=https://host;accesskey=abc",
      "the connection string's accesskey is not base64: the length or the padding with = is wrong"
    ),
    (
      "endpoint=https://host;accesskey=a-bc",
      "the connection string's accesskey is not base64: character 2 is not of the base64 alphabet"
    ),
    (
      "endpoint=host;accesskey=AAE=",
      "the endpoint does not begin with https:// or http://"
    ),
    (
      "endpoint=https:///;accesskey=AAE=",
      "the endpoint has no host"
    ),
    (
      "endpoint=https://host/x;accesskey=AAE=",
      "the endpoint has more than a host and a port"
    ),
    (
      "endpoint=https://host:0;accesskey=AAE=",
      "the endpoint has a port that is not between 1 and 65535"
    ),
    (
      "endpoint=https://hö;accesskey=AAE=",
      "the endpoint has no host name"
    ),
    (
      "endpoint=https://host,accesskey=AAE=;accesskey=AAE=",
      "the endpoint has no host name"
    ),
  ])
  func `what is wrong is said, without the key`(text: String, message: String) {
    let failure = #expect(throws: ConnectionStringFailure.self) {
      try ConnectionString(parsing: text)
    }
    #expect(failure?.description == message)
  }
}
