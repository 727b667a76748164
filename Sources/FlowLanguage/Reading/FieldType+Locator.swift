import CEL
import Diagnostics
import FlowSyntax

extension FieldType where Value == FieldValue<String> {
  /// The id of a call that others have; a link is none.
  static var locator: Self {
    Self(shape: .text(pattern: nil), placeholder: .literal("")) { node, values in
      values.value(node, "the id of a call", .type(.string)) { text, span in
        guard !text.isEmpty else {
          values.nodes.reportWrongShape(node, "the id of a call")
          return nil
        }
        guard !text.isLink else {
          values.nodes.report(
            Diagnostic(
              .malformedValue,
              "a link is not the id of a call",
              at: span,
              help: meetingsAreNotJoined
            )
          )
          return nil
        }
        return text
      }
    }
  }
}

/// Why a Teams meeting, which people know by its link, is nothing to join: the service has no
/// locator of that kind (FACTS.md (b), CallLocator).
let meetingsAreNotJoined =
  "a Teams meeting cannot be joined; `join` takes the id of a `room`, a `groupCall` or a "
  + "`serverCall`"

extension String {
  /// Whether it is a link, which is the id of nothing that can be joined.
  package var isLink: Bool { contains("://") }
}
