internal import CCurl
internal import CShims

/// libcurl's handle for one transfer at a time, with the memory that libcurl only points to.
///
/// It belongs to the client's thread.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private let errorText: UnsafeMutableBufferPointer<CChar>
  private var headerList: UnsafeMutableRawPointer?

  /// Fails where memory is short.
  init?() {
    guard let pointer = cshims_curl_easy_init() else { return nil }
    self.pointer = pointer
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0)
  }

  deinit {
    cshims_curl_easy_cleanup(pointer)
    cshims_curl_list_free(headerList)
    errorText.deallocate()
  }

  /// Forgets the last transfer, but not what makes the next one cheap.
  func reset() {
    cshims_curl_easy_reset(pointer)
    cshims_curl_list_free(headerList)
    headerList = nil
    errorText.update(repeating: 0)
  }

  /// Has a transfer go on whose body was not taken.
  func resume() {
    cshims_curl_easy_resume(pointer)
  }

  /// Says what went wrong, in libcurl's words.
  func reason(for code: Int32) -> String {
    let detail = errorText.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    guard detail.isEmpty else { return String(decoding: detail, as: UTF8.self) }
    return String(cString: cshims_curl_easy_reason(code))
  }

  /// Prepares the handle for a request; returns false where memory is short.
  func prepare(_ request: HTTPClientRequest, _ configuration: HTTPClientConfiguration) -> Bool {
    setSession(configuration) && setRequest(request) && setHeaders(request)
  }

  /// Stores the object that the callbacks are called with.
  func setContext(_ context: UnsafeMutableRawPointer, _ callbacks: TransferCallbacks) -> Bool {
    accepted(cshims_curl_easy_set_pointer(pointer, number(CURLOPT_PRIVATE), context))
      && accepted(cshims_curl_easy_on_request(pointer, callbacks.request, context))
      && accepted(cshims_curl_easy_on_header(pointer, callbacks.header, context))
      && accepted(cshims_curl_easy_on_body(pointer, callbacks.body, context))
  }

  private func setSession(_ configuration: HTTPClientConfiguration) -> Bool {
    let errorBuffer = UnsafeMutableRawPointer(errorText.baseAddress)
    return accepted(cshims_curl_easy_set_pointer(pointer, number(CURLOPT_ERRORBUFFER), errorBuffer))
      && accepted(cshims_curl_easy_allow_only_http(pointer))
      && accepted(cshims_curl_easy_leave_resolver_behind(pointer))
      && set(CURLOPT_NOSIGNAL, 1)
      && set(CURLOPT_PATH_AS_IS, 1)
      && set(CURLOPT_PIPEWAIT, 1)
      && set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
      && set(CURLOPT_CONNECTTIMEOUT_MS, Int(milliseconds(roundingUp: configuration.connectTimeout)))
      && set(CURLOPT_USERAGENT, configuration.userAgent)
      && (configuration.caFile.map { set(CURLOPT_CAINFO, $0) } ?? true)
      && (configuration.caFolder.map { set(CURLOPT_CAPATH, $0) } ?? true)
  }

  private func setRequest(_ request: HTTPClientRequest) -> Bool {
    guard set(CURLOPT_URL, request.url) else { return false }
    if request.sendsBody {
      let isSet = request.body.withUnsafeBytes {
        accepted(cshims_curl_easy_set_body(pointer, $0.baseAddress, $0.count))
      }
      return isSet && (request.method == "POST" || set(CURLOPT_CUSTOMREQUEST, request.method))
    }
    switch request.method {
    case "GET": return set(CURLOPT_HTTPGET, 1)
    case "HEAD": return set(CURLOPT_NOBODY, 1)
    default: return set(CURLOPT_HTTPGET, 1) && set(CURLOPT_CUSTOMREQUEST, request.method)
    }
  }

  /// Lists the headers to send, and by their empty form those that libcurl would add unasked.
  private func setHeaders(_ request: HTTPClientRequest) -> Bool {
    var lines: [String] = []
    for field in request.headers.fields where !isFraming(field.name) {
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    for name in ["Accept", "Content-Type", "Expect"] where !request.headers.contains(name) {
      lines.append("\(name):")
    }
    for line in lines {
      guard let longer = cshims_curl_list_append(headerList, line) else { return false }
      headerList = longer
    }
    return accepted(
      cshims_curl_easy_set_pointer(pointer, number(CURLOPT_HTTPHEADER), headerList)
    )
  }

  private func set(_ option: CURLoption, _ value: Int) -> Bool {
    accepted(cshims_curl_easy_set_long(pointer, number(option), value))
  }

  private func set(_ option: CURLoption, _ value: String) -> Bool {
    accepted(cshims_curl_easy_set_string(pointer, number(option), value))
  }
}

/// Whether a header says where a body ends, which is for the client to say.
private func isFraming(_ name: String) -> Bool {
  ["Content-Length", "Transfer-Encoding"].contains { equalIgnoringCase($0, name) }
}

private func number(_ option: CURLoption) -> Int32 {
  Int32(truncatingIfNeeded: option.rawValue)
}

private func accepted(_ code: Int32) -> Bool {
  code == Int32(CURLE_OK.rawValue)
}
