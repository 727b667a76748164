import CallAutomation
import CallModel
import Testing

@Suite struct SigningTests {
  private let key = [UInt8](0...31)
  private let host = "demo.communication.azure.com"

  @Test func `a request with a body is signed as the first vector`() {
    let request = ServiceRequest(
      method: "POST",
      path: "/calling/callConnections:reject",
      query: "api-version=2026-03-12",
      body: Array(#"{"incomingCallContext":"abc","callRejectReason":"busy"}"#.utf8)
    )
    let signed = signed(request, key: key, host: host, date: Samples.date)
    #expect(signed.header("x-ms-date") == "Mon, 02 Mar 2026 09:05:07 GMT")
    #expect(
      signed.header("x-ms-content-sha256") == "35l++9XEef/278jL/7rpouWtJOG46DZAfntTHvSqBcg="
    )
    #expect(
      signed.header("authorization")
        == "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256"
        + "&Signature=9+PdGBsCJ0YJHDcrdwMdSaI4hbza36h+B4nF2LCnGl8="
    )
  }

  @Test func `a request without a body is signed as the second vector`() {
    let request = ServiceRequest(
      method: "GET",
      path: "/calling/callConnections/1a2b/participants/" + percentEncoded("4:+14255550123"),
      query: "api-version=2026-03-12"
    )
    let signed = signed(request, key: key, host: host, date: Samples.date)
    #expect(
      signed.header("x-ms-content-sha256") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    )
    #expect(
      signed.header("Authorization")?
        .hasSuffix("&Signature=CzgF4dlIYvadKZyR1QFrMBdh8dfmCwOMCdWujgPUg60=") == true
    )
  }

  @Test func `signing again replaces the signature`() {
    let request = ServiceRequest(method: "GET", path: "/", query: "")
    let once = signed(request, key: key, host: host, date: Samples.date)
    #expect(signed(once, key: key, host: host, date: Samples.date) == once)
  }
}
