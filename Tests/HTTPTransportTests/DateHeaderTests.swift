import Testing

@testable import HTTPTransport

@Suite struct DateHeaderTests {
  @Test func `a date is written as RFC 9110 does`() {
    #expect(httpDate(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
