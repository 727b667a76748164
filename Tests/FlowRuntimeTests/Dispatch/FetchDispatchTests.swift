import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct FetchDispatchTests {
  /// Answers tries in turn, and keeps what was to be kept.
  private final class Keeper: Sendable {
    private let state: Mutex<(results: [KeepingResult], files: [KeptFile])>

    init(_ results: [KeepingResult]) { state = Mutex((results, [])) }

    var files: [KeptFile] { state.withLock { $0.files } }

    func keep(_ file: KeptFile) -> KeepingResult {
      state.withLock { state in
        state.files.append(file)
        return state.results.count > 1 ? state.results.removeFirst() : state.results[0]
      }
    }
  }

  private func effect(
    _ target: FetchEffect.Target = .folder("office"),
    files: Int = 2
  ) -> Effect {
    .fetch(
      FetchEffect(
        ordinal: 5,
        name: "whole",
        files: (0..<files).map { index in
          RecordingFile(
            index: index,
            content: "https://x/\(index)",
            metadata: nil,
            format: "wav",
            delete: nil
          )
        },
        target: target,
        deletes: true
      )
    )
  }

  @Test func `files are kept one after the other, by the call's digest`() async throws {
    let keeper = Keeper([.kept])
    try await TestDispatcher(keepFile: { keeper.keep($0) }).running { test in
      test.ask([effect()])
      let report = try await test.reports.next()
      let names = [0, 1].map { "\(test.call.digest)-whole-\($0).wav" }
      #expect(report.content == .httpFinished(ordinal: 5, .fetched(names)))
      #expect(keeper.files.map(\.name) == names)
      #expect(keeper.files.allSatisfy { $0.target == .folder("office") && $0.deletes })
    }
  }

  @Test func `what is not there yet is asked for again, later and later`() async throws {
    let keeper = Keeper([.later("empty"), .later("404"), .kept])
    try await TestDispatcher(keepFile: { keeper.keep($0) }).running { test in
      test.ask([effect(files: 1)])
      await test.clock.pass(.milliseconds(250))
      await test.clock.pass(.milliseconds(500))
      let report = try await test.reports.next()
      guard case .httpFinished(5, .fetched(let names)) = report.content else {
        Issue.record("\(report.content)")
        return
      }
      #expect(names.count == 1 && keeper.files.count == 3)
    }
  }

  @Test func `what never will be is told, and ends it`() async throws {
    let keeper = Keeper([.never("it lies elsewhere")])
    try await TestDispatcher(keepFile: { keeper.keep($0) }).running { test in
      test.ask([effect()])
      let report = try await test.reports.next()
      let name = "\(test.call.digest)-whole-0.wav"
      #expect(
        report.content
          == .httpFinished(ordinal: 5, .failed(message: "\(name): it lies elsewhere"))
      )
      #expect(keeper.files.count == 1)
    }
  }

  @Test func `secrets of a URL are filled in, or it is not tried`() async throws {
    let keeper = Keeper([.kept])
    let url = FetchEffect.Target.url(
      [.text("https://x/r?"), .secret("sas")],
      publicHostsOnly: false
    )
    try await TestDispatcher(secrets: ["SAS": "sig=1"], keepFile: { keeper.keep($0) }).running {
      test in
      test.ask([effect(url, files: 1)], secrets: ["sas": .environment("SAS")])
      _ = try await test.reports.next()
      #expect(keeper.files.first?.target == .url("https://x/r?sig=1", publicHostsOnly: false))
      test.ask([effect(url)], from: 2, secrets: ["sas": .environment("NONE")])
      let report = try await test.reports.next()
      guard case .httpFinished(5, .refused) = report.content else {
        Issue.record("\(report.content)")
        return
      }
    }
  }
}
