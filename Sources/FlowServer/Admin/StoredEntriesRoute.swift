internal import CallModel
internal import Cryptography
internal import FlowRuntime
internal import Foundation
internal import HTTPTransport
internal import JSON

/// Hands out what is stored of a call, values and all, to the author before a development server.
///
/// It is at `GET /api/calls/<id>/entries`. A server of calls has no such path.
struct StoredEntriesRoute: Sendable {
  let journal: any Journal

  /// Where it is.
  var routes: [Route] {
    [
      Route(
        "/api/calls/*/entries",
        access: .operators,
        serves: .answers(bodyLimit: 0, ["GET": { _, places in await entries(of: places[0]) }])
      )
    ]
  }

  private func entries(of name: Substring) async -> HTTPResponse {
    do throws(JournalError) {
      let rows = try await journal.entries(of: CallID(String(name))).map(\.json)
      return .json(200, JSONValue.members(["entries": .array(rows)]).bytes())
    } catch {
      return .unavailable("the journal cannot be read now")
    }
  }
}

extension EntryRow {
  /// The row, with its columns in base64.
  fileprivate var json: JSONValue {
    [
      "sequence": .integer(sequence), "time": .integer(Int(time.milliseconds)),
      "input": .string(encodeBase64(Array(input))),
      "effects": .string(encodeBase64(Array(effects))),
    ]
  }
}
