import Testing

@testable import FlowComparison
@testable import FlowLanguage

/// How it is said what a step does.
@Suite struct StepWordsTests {
  private let fields: [String: FlowComparison.FlowTree] = [
    "to": .text("alice"), "prompt": .text("Good day."),
  ]

  private func words(_ object: StepWording.Object?) -> StepWords {
    var shape = StepKeyword.play.shape
    shape.wording = object.map { StepWording(third: "wakes", gerund: "waking", object: $0) }
    return StepWords(fields, called: "wake", shape)
  }

  @Test func `its kind says it`() {
    #expect(words(.nothing).third == "wakes")
    #expect(words(.field("to")).third == "wakes alice")
    #expect(words(.field("to")).gerund == "waking alice")
    #expect(words(.field("prompt")).third == "wakes “Good day.”")
    #expect(words(.field("music")).third == "wakes")
    #expect(words(.anyField(preferring: "to")).third == "wakes alice")
    #expect(words(.anyField(preferring: "flow")).third == "wakes Good day.")
  }

  @Test func `one that says nothing of it is said by its keyword`() {
    #expect(words(nil).third == "does `wake` Good day.")
    #expect(words(nil).gerund == "doing `wake` Good day.")
  }
}
