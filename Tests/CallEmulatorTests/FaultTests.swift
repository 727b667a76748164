import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// What goes wrong when it is asked to.
@Suite struct FaultTests {
  private func calling(_ faults: String, seed: UInt64 = 1) throws -> Conversation {
    var configuration = EmulatorConfiguration(eventGridURL: "http://localhost")
    configuration.faults = try ServiceFaults(parsing: faults)
    configuration.seed = seed
    return Conversation(configuration)
  }

  private let create = #"{"targets":[{"rawId":"8:acs:r_ann"}],"callbackUri":"http://localhost/x"}"#

  @Test func `an event comes twice, with the same id`() throws {
    var conversation = try calling("duplicate=1")
    _ = try conversation.dial(["8:acs:r_ann"])
    conversation.run(for: 5_000)
    let bodies = conversation.deliveries.map(\.body)
    #expect(bodies.count == 4)
    #expect(Set(bodies).count == 2)
    #expect(Set(conversation.deliveries.map(\.id)).count == 4)
  }

  @Test func `an event is overtaken by later ones`() throws {
    // Of many calls some are told of in another order, and none is told of less.
    var conversation = try calling("reorder=.5")
    for number in 1...20 { _ = try conversation.dial(["8:acs:r_\(number)"]) }
    conversation.run(for: 5_000)
    let events = try conversation.takeRawEvents()
    let orders = Dictionary(grouping: events, by: \.connection).values.map { $0.map(\.type) }
    #expect(
      Set(orders) == [
        ["CallConnected", "ParticipantsUpdated"], ["ParticipantsUpdated", "CallConnected"],
      ]
    )
  }

  @Test func `a request is answered 500 and not done`() throws {
    var conversation = try calling("e500=1")
    let response = conversation.request("POST", "/calling/callConnections", create)
    #expect(try response.outcome == "500/9999")
    #expect(conversation.emulator.summaries.isEmpty)
  }

  @Test func `a request is done and its answer is lost, or late`() throws {
    var conversation = try calling("reset=1,slow=1")
    let response = conversation.request("POST", "/calling/callConnections", create)
    #expect(response.isLost)
    #expect(response.delay == EmulatorTiming.slowAnswer)
    #expect(conversation.emulator.summaries.count == 1)
    let lines = conversation.emulator.takeTraces().map(\.description)
    #expect(lines.suffix(2) == ["· the answer comes late", "· the answer is lost"])
  }

  @Test func `the same seed does the same, another something else`() throws {
    func outcomes(_ seed: UInt64) throws -> [Int] {
      var conversation = try calling("e500=.3,reset=.2,duplicate=.3", seed: seed)
      return (1...40).map { _ in
        let response = conversation.request("POST", "/calling/callConnections", create)
        return response.isLost ? -response.status : response.status
      }
    }
    let one = try outcomes(1)
    let (again, other) = (try outcomes(1), try outcomes(2))
    #expect(one == again)
    #expect(one != other)
    #expect(Set(one) == [201, 500, -201, -500])
  }

  @Test func `what goes wrong changes no id`() throws {
    func id(_ faults: String) throws -> String? {
      var conversation = try calling(faults)
      return try conversation.dial(["8:acs:r_ann"])["callConnectionId"]?.text
    }
    let (with, without) = (try id("duplicate=.5,reorder=.5,slow=.5"), try id("slow=0"))
    #expect(with == without)
  }

  @Test(arguments: [
    ("", "`` is no NAME=SHARE, as in duplicate=0.1"),
    ("duplicate", "`duplicate` is no NAME=SHARE, as in duplicate=0.1"),
    ("duplicates=.1", "`duplicates` is none of duplicate, reorder, e500, reset, slow"),
    ("slow=5%", "the share of `slow` is a number from 0 to 1, as 0.1, and not `5%`"),
    ("slow=1.1", "the share of `slow` is a number from 0 to 1, as 0.1, and not `1.1`"),
    ("slow=-0.1", "the share of `slow` is a number from 0 to 1, as 0.1, and not `-0.1`"),
    ("slow=nan", "the share of `slow` is a number from 0 to 1, as 0.1, and not `nan`"),
    ("slow=", "the share of `slow` is a number from 0 to 1, as 0.1, and not ``"),
    ("slow=.1,slow=.2", "`slow` is given twice"),
    ("slow=.1,", "`` is no NAME=SHARE, as in duplicate=0.1"),
  ])
  func `a text that names no faults says why`(text: String, why: String) {
    let failure = #expect(throws: ServiceFaults.Malformed.self) {
      try ServiceFaults(parsing: text)
    }
    #expect(failure?.description == why)
  }

  @Test func `shares are read with and without a zero before the point`() throws {
    let faults = try ServiceFaults(parsing: "duplicate=.25,slow=0.5,e500=1,reset=0")
    #expect(ServiceFaults.Kind.allCases.map { faults[$0] } == [0.25, 0, 1, 0, 0.5])
  }
}
