import ArgumentParser
import CallAutomation
import CallModel
import FlowLanguage
import FlowRuntime

/// `flowctl when`: what opening hours say at a time.
struct WhenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "when",
    abstract: "Say whether a flow's opening hours are open at a time, and why.",
    discussion: """
      A time without a zone, such as 2026-12-24T10:00, is what clocks show where the hours apply; \
      one with a zone, 2026-12-24T10:00:00-08:00, is the same moment everywhere.
      """
  )

  @Argument(help: "A flow, or a folder of them.", completion: .file())
  var flow: String

  @Argument(help: "The time, or `now`.")
  var time = "now"

  @Option(help: "The environment of flowctl.yaml the flow is checked with.")
  var environment: String?

  func run() throws {
    let programs = try readPrograms(at: flow, environment: environment)
      .filter { !$0.hours.isEmpty }
    guard !programs.isEmpty else { throw Complaint("there are no `hours:` in `\(flow)`") }
    let accounts = try programs.flatMap { program in
      try program.hours.sorted { $0.key < $1.key }.map { name, schedule in
        let title = programs.count > 1 ? "\(program.name) \(name)" : name
        return try account(of: schedule, named: title)
      }
    }
    print(accounts.joined(separator: "\n\n"))
  }

  /// The time with seconds, where it has a zone and none.
  private var withSeconds: String {
    let minutes = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})/
    guard let match = time.wholeMatch(of: minutes) else { return time }
    return "\(match.1):00\(match.2)"
  }

  private func account(of schedule: HoursSchedule, named name: String) throws -> String {
    let account: HoursAccount
    var notes: [String] = []
    if time == "now" {
      account = schedule.account(at: HostTime.system.now)
    } else if let moment = Timestamp(isoDateTime: withSeconds) {
      account = schedule.account(at: moment)
    } else if let local = schedule.localTime(time) {
      account = schedule.account(at: local.time)
      switch local {
      case .once: break
      case .twice: notes.append("clocks there show \(time) twice; this is the first")
      case .never: notes.append("clocks there jump over \(time); this is after the jump")
      }
    } else {
      throw Complaint("`\(time)` is no time; it reads 2026-12-24T10:00, with or without a zone")
    }
    let lines = ["\(name): \(account.state.rawValue)"] + account.lines(in: schedule) + notes
    return lines.joined(separator: "\n  ")
  }
}
