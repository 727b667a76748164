/// Changes the language of the call.
package struct LocaleStep: StepKind {
  package static let summary = "Sets the language of the call from here on."
  package static let phase = PhaseRequirement.alive

  /// The language.
  package let locale: FieldValue<String>

  package init(from fields: inout FieldReader) {
    locale = fields.required("locale", .locale, "The language, such as `es-MX`.", at: .main)
    fields.goesUnnoticed()
    fields.outcome(.done, "The call has that language.")
    fields.outcome(
      .failed,
      "The language could not be computed or has no voice.",
      OutcomeEffect(onward: .next)
    )
  }
}
