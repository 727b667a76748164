import Testing

@testable import HTTPTransport

@Suite struct OpenLibcurlTests {
  @Test(arguments: [
    ("libnone.so.0", "libnone.so.0: cannot open shared object file"),
    ("libc.so.6", "libc.so.6: no function curl_global_init"),
  ])
  func `a library that is missing or another is named`(library: String, reason: String) throws {
    let error = try #require(throws: HTTPClientError.self) { try openLibcurl(library).get() }
    #expect(error.description.contains("libcurl cannot be opened: " + reason), "\(error)")
  }
}
