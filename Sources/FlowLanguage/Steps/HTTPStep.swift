import CEL
package import CallModel

/// Asks another system over HTTP.
package struct HTTPStep: StepKind {
  package static let summary = "Sends an HTTP request and reads the answer."
  package static let phase = PhaseRequirement.any

  /// The methods there are.
  package enum Method: String, Hashable, Sendable, CaseIterable {
    case get, post, put, patch, delete
  }

  /// The method.
  package let method: Method
  /// Where to; `${ }` in it is percent-encoded, but a `uri` at its very beginning.
  package let url: Template
  /// Texts by name, in the order written, that are put into the URL's query, percent-encoded, after
  /// what the URL has there.
  package let query: [CallContextFields.Header]
  /// Headers, in the order written.
  package let headers: [CallContextFields.Header]
  /// What is sent as JSON, or nil.
  package let body: ValueTemplate?
  /// How long each try may take.
  package let timeout: FieldValue<Milliseconds>
  /// What the answer's body must hold; a record, or nil for no matter.
  package let response: FlowType?
  /// Whether the request may never be sent twice.
  package let once: Bool

  package init(from fields: inout FieldReader) {
    var addressed: (method: Method, url: Template) = (.get, .empty)
    for method in Method.allCases {
      let url = fields.optional(method.rawValue, .url.withSecrets, method.documentation)
      if let url { addressed = (method, url) }
    }
    fields.exactlyOne(of: Method.allCases.map(\.rawValue))
    (method, url) = addressed
    query =
      fields.optional("query", .headers.withSecrets, "What the URL asks besides, by name.") ?? []
    headers = fields.optional("headers", .headers.withSecrets, "Headers to send.") ?? []
    body = fields.optional("body", .value.withSecrets, "What is sent, as JSON.")
    timeout =
      fields.optional(
        "timeout",
        // A caller waits in silence meanwhile.
        .duration(.seconds(1)...(.seconds(30))),
        "How long a try may take, 1s to 30s; 5s if left out."
      ) ?? .literal(.seconds(5))
    response = fields.optional(
      "response",
      .declaration,
      "What the answer's JSON must hold, as declared types."
    )
    once =
      fields.optional("once", .flag, "Whether it may never be sent twice; false if left out.")
      ?? false
    fields.waits()
    fields.takes(atMost: timeout)
    fields.statusOutcomes()
    fields.outcome(.done, "The answer came.")
    fields.outcome(.failed, "No answer of a 2xx status and the declared shape came.")
    fields.output("status", .int, [.done], "The answer's status.")
    fields.output("headers", .map(.string, .string), [.done], "The answer's headers, lower case.")
    // Only what is declared can be read: an expression over an undeclared answer could not be
    // checked before the call.
    fields.output("body", response?.celType, [.done], "The answer's body, as declared.")
  }
}

extension HTTPStep.Method {
  /// What the field of that name is.
  fileprivate var documentation: String {
    switch self {
    case .get: "The URL to get."
    case .post: "The URL to post to."
    case .put: "The URL to put to."
    case .patch: "The URL to patch."
    case .delete: "The URL to delete."
    }
  }
}
