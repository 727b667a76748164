import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == SpeechOptions {
  /// How speech is listened to.
  package static var speechOptions: Self {
    Self(shape: .record([endSilence]), placeholder: SpeechOptions()) { written, values in
      let known = [endSilence.name]
      guard let entries = values.nodes.entries(written, "`{}`, or `{ endSilence: 1s }`") else {
        return nil
      }
      let node = values.nodes.asMeant(written, entries, in: "`speech`", known: known).node
      let range = ServiceLimits.endSilenceMilliseconds
      let type = FieldType<FieldValue<Milliseconds>>.duration(
        Milliseconds(Int64(range.lowerBound))...Milliseconds(Int64(range.upperBound))
      )
      var options = SpeechOptions()
      if let node = node["endSilence"], let silence = values.literal(node, type) {
        options.endSilence = silence
      }
      return options
    }
  }
}

private let endSilence = FieldShape(
  name: "endSilence",
  place: .inside,
  isRequired: false,
  value: .duration,
  documentation: "How long it must be quiet for the answer to be over; 500ms if left out."
)
