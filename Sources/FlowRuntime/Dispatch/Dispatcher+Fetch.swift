internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Fetches the files of a recording, one after the other (SEMANTICS.md, rule 65).
  ///
  /// What may still come is asked for again for an hour; a start of the host begins anew, and finds
  /// what is kept already.
  func carryOut(_ effect: FetchEffect, _ run: LaneRun) async -> CallInput.Content? {
    guard let order = orderToTry(run) else { return nil }
    let ordinal = effect.ordinal
    let target: KeptFile.Target
    do throws(SecretFailure) {
      let making = TrapBoard.Deed.makes(request: "fetch \(ordinal)")
      target = try TrapBoard.watching(making, of: order.callID) { () throws(SecretFailure) in
        try keptTarget(effect.target, order)
      }
    } catch {
      return .httpFinished(ordinal: ordinal, .refused(message: error.description))
    }
    var names: [String] = []
    let deadline = dependencies.time.now + FetchEffect.patience
    for file in effect.files {
      let kept = KeptFile(
        file,
        name: effect.fileName(of: file, in: order.callID),
        target: target,
        deletes: effect.deletes
      )
      switch await keep(kept, until: deadline, run) {
      case nil: return nil
      case .kept?: names.append(kept.name)
      case .later?: return .httpFinished(ordinal: ordinal, .timedOut)
      case .never(let reason)?:
        let message = dependencies.scrubber.scrub("\(kept.name): \(reason)")
        return .httpFinished(ordinal: ordinal, .failed(message: message))
      }
    }
    return .httpFinished(ordinal: ordinal, .fetched(names))
  }

  /// Tries until a file is kept, or never will be; nil where it is not to be tried any more.
  private func keep(
    _ file: KeptFile,
    until deadline: Timestamp,
    _ run: LaneRun
  ) async -> KeepingResult? {
    var tries = Tries(
      until: deadline,
      longestPause: HostLimits.longestFetchPause,
      random: dependencies.random
    )
    while true {
      guard let order = orderToTry(run) else { return nil }
      observe(order, .request("fetch", line: file.name))
      let result = await dependencies.keepFile(file)
      observe(order, .answer("fetch", result.summary(dependencies.scrubber)))
      guard case .later = result else { return result }
      guard let delay = tries.pause(at: dependencies.time.now) else { return result }
      guard await pause(run, for: delay) else { return nil }
    }
  }

  private func keptTarget(
    _ target: FetchEffect.Target,
    _ order: LaneOrder
  ) throws(SecretFailure) -> KeptFile.Target {
    switch target {
    case .folder(let folder): return .folder(folder)
    case .url(let parts, let publicHostsOnly):
      let resolver = SecretResolver(
        references: order.secrets,
        reading: dependencies.secrets,
        scrubber: dependencies.scrubber
      )
      return .url(try resolver.text(of: parts), publicHostsOnly: publicHostsOnly)
    }
  }
}

extension FetchEffect {
  /// What a file is called: by its call, its step and its number, and never by the call's id, which
  /// opens its callbacks.
  fileprivate func fileName(of file: RecordingFile, in call: CallID) -> String {
    let letters = (file.format ?? "").lowercased().filter { $0.isASCII && $0.isLetter }
    return "\(call.digest)-\(name)-\(file.index).\(letters.isEmpty ? "wav" : letters)"
  }
}
