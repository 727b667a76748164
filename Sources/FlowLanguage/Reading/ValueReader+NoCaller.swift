import Diagnostics

extension ValueReader {
  /// Reports what needs a caller in a flow whose calls have none: those that it joins.
  ///
  /// Else it is kept that the flow needs one, for others that run it.
  func reportNoCaller(_ what: String, at span: Span, help: String? = nil) {
    notes.needsCaller(CallerUse(span: span, site: place.site, help: help))
    if let finding = names.noCaller(what, at: span, help: help) { nodes.report(finding) }
  }
}

extension FlowNames {
  /// What is to be said of something that needs a caller; nil where the flow's calls have one.
  func noCaller(_ what: String, at span: Span, help: String? = nil) -> Diagnostic? {
    guard let join else { return nil }
    return Diagnostic(
      .noCaller,
      what,
      at: span,
      related: [Diagnostic.Label(join, "a call that is joined has no caller")],
      help: help
        ?? "name who is meant: an identity, or the `id` of the step that brought them in"
    )
  }
}
