package import CallModel
import Diagnostics

/// Another system that a flow's requests go to, declared once under `services`.
package struct HTTPService: Sendable {
  /// Where each request's URL begins, without query or fragment; a `uri` at its very beginning
  /// stands as it is.
  package let url: Template
  /// Headers of each request; a step's own header of that name, compared without case, wins.
  package let headers: [CallContextFields.Header]
  /// How long a request may take where its step does not say, or nil.
  package let timeout: Milliseconds?
  /// Where the name stands.
  let span: Span
}

/// Where a request goes.
package struct HTTPAddress: Sendable {
  /// The service whose URL it begins with, or nil.
  package let service: String?
  /// The URL, or what follows the service's.
  package let url: Template
  /// How long a request to the service may take where its step does not say, or nil.
  let timeout: Milliseconds?

  init(service: String? = nil, url: Template = .empty, timeout: Milliseconds? = nil) {
    self.service = service
    self.url = url
    self.timeout = timeout
  }
}
