import CivilTime
import Foundation
import Testing

@testable import HTTPTransport

@Suite struct DateHeaderTests {
  @Test func `the header is the time now as RFC 9110 writes it`() throws {
    let before = Int64(time(nil))
    let written = try #require(readHTTPDate(DateHeader().value))
    #expect((before...Int64(time(nil))).contains(written))
  }
}
