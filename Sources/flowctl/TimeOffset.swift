import CallModel
import FlowRuntime
import Foundation

/// How far the time of day must be moved for it to be that time now; not at all without one.
func timeOffset(to text: String?) throws -> Milliseconds {
  guard let text else { return Milliseconds(0) }
  let date: Date
  do {
    date = try Date(text, strategy: .iso8601)
  } catch {
    throw Complaint("`\(text)` is no time; it reads 2026-12-24T09:00:00-08:00")
  }
  let wanted = Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
  return wanted - HostTime.system.now
}
