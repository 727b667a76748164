internal import CShims

/// libcurl, opened at the first use, once per process.
let libcurl = openLibcurl("libcurl.so.4")

/// Opens a library as libcurl and prepares it.
func openLibcurl(_ library: String) -> Result<Void, HTTPClientError> {
  var reason = [CChar](repeating: 0, count: 512)
  guard !cshims_curl_open(library, &reason, reason.count) else { return .success(()) }
  let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return .failure(.notSent("libcurl cannot be opened: " + String(decoding: text, as: UTF8.self)))
}
