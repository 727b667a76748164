import CallAutomation
import CallModel
import FlowRuntime

/// How far the time of day must be moved for it to be that time now; not at all without one.
func timeOffset(to text: String?) throws -> Milliseconds {
  guard let text else { return Milliseconds(0) }
  guard let wanted = Timestamp(isoDateTime: text) else {
    throw Complaint("`\(text)` is no time; it reads 2026-12-24T09:00:00-08:00")
  }
  return wanted - HostTime.system.now
}
