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
  /// The service whose URL the request's begins with, or nil.
  package let service: String?
  /// Where to, or what follows the service's URL; `${ }` in it is percent-encoded, but a `uri` at
  /// the very beginning of the whole.
  package let url: Template
  /// Texts by name, in the order written, that are put into the URL's query, percent-encoded, after
  /// what the URL has there.
  package let query: [CallContextFields.Header]
  /// Headers, in the order written.
  package let headers: [CallContextFields.Header]
  /// What is sent as JSON, or nil.
  package let body: ValueTemplate?
  /// How long each try may take: the step's own, else the service's, else 5 s.
  package let timeout: FieldValue<Milliseconds>
  /// What the answer's body must hold: as the step says, else as the service's description; nil for
  /// no matter.
  package let response: FlowType?
  /// Whether neither the step nor a description of the service says what the body holds.
  let isAnswerUndeclared: Bool
  /// Whether the request may never be sent twice.
  package let once: Bool

  package init(from fields: inout FieldReader) {
    var addressed = (method: Method.get, address: HTTPAddress())
    for method in Method.allCases {
      let address = fields.optional(method.rawValue, .address.withSecrets, method.documentation)
      if let address { addressed = (method, address) }
    }
    fields.exactlyOne(of: Method.allCases.map(\.rawValue))
    method = addressed.method
    service = addressed.address.service
    url = addressed.address.url
    let operation = fields.operation(method, addressed.address)
    query =
      fields.optional("query", .headers.withSecrets, "What the URL asks besides, by name.") ?? []
    headers = fields.optional("headers", .headers.withSecrets, "Headers to send.") ?? []
    fields.check(
      operation,
      url,
      query: query,
      headers: (addressed.address.service.flatMap { fields.declared.names.services[$0]?.headers }
        ?? []) + headers
    )
    body = fields.optional(
      "body",
      .sent(as: operation?.bodySchema).withSecrets,
      "What is sent, as JSON."
    )
    fields.checkBody(of: operation, url)
    fields.field(
      "body",
      isUsed: fields.field("get") == nil || operation != nil,
      "what a `get` asks stands in its URL and its `query`"
    )
    timeout =
      fields.optional(
        "timeout",
        .requestTimeout,
        "How long a try may take, 1s to 30s; the service's, else 5s, if left out."
      ) ?? .literal(addressed.address.timeout ?? .seconds(5))
    let declared = fields.optional(
      "response",
      .declaration,
      "What the answer's JSON must hold, as declared types; as the service's `api` says, if left out."
    )
    response = declared ?? operation?.answer
    isAnswerUndeclared = response == nil && operation == nil && !fields.isPresent("response")
    once =
      fields.optional("once", .flag, "Whether it may never be sent twice; false if left out.")
      ?? false
    fields.waits()
    fields.takes(atMost: timeout)
    fields.isSilent(
      for: timeout,
      "say something meanwhile: "
        + "`- play: { prompt: One moment please., background: true }` before it"
    )
    fields.sends(expressions(with: service.flatMap { fields.declared.names.services[$0] }))
    fields.runsBeside(.meanwhile)
    fields.reads(as: "asks another system", "asking another system")
    fields.goesUnnoticed()
    fields.requestOutcomes(response, isUndeclared: isAnswerUndeclared)
  }
}

extension FieldReader {
  /// How a request ends, and what of its answer can be read: the body as it is declared.
  fileprivate mutating func requestOutcomes(_ response: FlowType?, isUndeclared: Bool) {
    statusOutcomes()
    outcome(.done, "The answer came.")
    outcome(.failed, "No answer of a 2xx status and the declared shape came.")
    output("status", .int, [.done], "The answer's status.")
    output("headers", .map(.string, .string), [.done], "The answer's headers, lower case.")
    // Only what is declared can be read: an expression over an undeclared answer could not be
    // checked before the call.
    hides((response?.sensitivePaths ?? []).map { ["body"] + $0 })
    // One that is read and not declared is told once, whatever is read of it.
    let undeclared: CELType? =
      isUndeclared && !isBlank || isPresent("response") ? .invalid : nil
    output(
      "body",
      response?.celType ?? undeclared,
      [.done],
      "The answer's body, as declared."
    )
  }
}

extension HTTPStep {
  /// The headers of a request: the service's, but those that the step gives too, and the step's.
  package func headers(with service: HTTPService?) -> [CallContextFields.Header] {
    let own = Set(headers.map { $0.name.lowercased() })
    return (service?.headers ?? []).filter { !own.contains($0.name.lowercased()) } + headers
  }
}

extension HTTPStep {
  /// The expressions of a request, its own and those of the service it goes to.
  private func expressions(with service: HTTPService?) -> [ExpressionID] {
    let texts = [url, service?.url ?? .empty] + (query + headers(with: service)).map(\.value)
    return texts.flatMap(\.expressions) + (body?.expressions ?? [])
  }
}

extension HTTPStep.Method {
  /// What the field of that name is.
  fileprivate var documentation: String {
    switch self {
    case .get: "The URL to get, or a service's name and what follows its URL."
    case .post: "The URL to post to, or a service's name and what follows its URL."
    case .put: "The URL to put to, or a service's name and what follows its URL."
    case .patch: "The URL to patch, or a service's name and what follows its URL."
    case .delete: "The URL to delete, or a service's name and what follows its URL."
    }
  }
}
