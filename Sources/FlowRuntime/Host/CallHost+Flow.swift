package import CallModel

extension CallHost {
  /// The flow of a call, for what is said of it in the log; nil where there is no such call, and where
  /// the journal cannot be read now.
  package func flow(of id: CallID) async -> String? {
    do throws(JournalError) {
      return try await runner.journal.outlines(digestPrefix: id.digest, limit: 1).first?.flow
    } catch {
      return nil
    }
  }
}
