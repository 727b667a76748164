/// What a subcode of the service means, in a few words; nil for one that is not known.
///
/// Source: FACTS.md (c), "Result codes", and (j), "Errors and limits". Subcodes of six digits that
/// begin with 54 or 56 end in the SIP status of the far side.
package func resultMeaning(ofSubCode subCode: Int) -> String? {
  if let meaning = meanings[subCode] { return meaning }
  guard (540_000..<550_000).contains(subCode) || (560_000..<570_000).contains(subCode) else {
    return nil
  }
  return sipMeanings[subCode % 1000] ?? "the far side's SIP status is \(subCode % 1000)"
}

private let sipMeanings: [Int: String] = [
  0: "the far side hung up", 403: "forbidden or rejected by the far side",
  404: "the number is not found or not assigned", 408: "the far side does not respond",
  480: "no answer, or unavailable", 484: "the number is incomplete", 486: "busy",
  487: "the caller gave up", 500: "the far side or the network failed",
  503: "the far side or the network is unavailable", 603: "declined",
]

private let meanings = callMeanings.merging(mediaMeanings) { first, _ in first }
  .merging(accessMeanings) { first, _ in first }

/// How calls, parties and transfers end.
private let callMeanings: [Int: String] = [
  5001: "the other side ended the conversation", 5234: "the invitation was cancelled",
  5300: "removed by another participant", 7000: "ended by Call Automation",
  7015: "the transfer is done", 10057: "the invitation timed out", 10105: "no permission",
  500_001: "the gateway timed out", 510_403: "blocked, or the caller id is missing",
  511_404: "the resource is not found", 531_004: "the media path failed",
  8500: "the wrong media mode", 8501: "the call is not established",
  8502: "the own participant id is not available", 8517: "the tenants do not match",
  8521: "too many hops", 8522: "the call or the participant is not found",
  8528: "the call is over", 8537: "the keep-alive timed out", 8538: "declined", 8539: "busy",
  8540: "busy everywhere", 8541: "unavailable", 8542: "cancelled",
  8543: "the call does not exist", 8544: "unreachable", 8546: "the callee sent an invalid request",
  8548: "not a group call", 8552: "the organiser cannot be removed",
  8558: "the participant is not in the call", 8585: "the call is in the wrong state",
  8586: "the incoming call was not acknowledged",
  8587: "the incoming call was not answered in time",
  8607: "another transfer is under way",
]

/// How what is played, heard, recorded and sent to sockets ends.
private let mediaMeanings: [Int: String] = [
  8503: "audio is inactive", 8504: "the media streams are not available",
  8508: "the operation was canceled", 8509: "the longest silence was reached",
  8510: "the initial silence timed out", 8511: "the prompt could not be played",
  8512: "the beep could not be played", 8513: "no media came in time",
  8514: "the stop tone was pressed", 8515: "the longest recording was reached",
  8531: "all keys were pressed", 8532: "the time between two keys was over",
  8533: "a choice was made by key", 8534: "the wrong key was pressed",
  8535: "the file's format is invalid", 8536: "the file could not be downloaded",
  8545: "a choice was made by speech", 8547: "speech matched no choice",
  8553: "there is a recording already", 8556: "not possible for this call",
  8557: "the format is of the wrong type", 8559: "the recording was started already",
  8562: "the recording mode is not supported", 8563: "speech was not recognized",
  8564: "the speech service could not be reached", 8565: "the AI resource refused",
  8566: "unmuting is not allowed", 8567: "the AI resource is not linked",
  8568: "the managed identity for the AI resource failed", 8569: "free speech was recognized",
  8570: "the speech service failed", 8571: "another recording is under way",
  8572: "the play service shut down", 8573: "pausing and resuming are not allowed",
  8578: "no WebSocket connection", 8579: "transcription was cancelled",
  8580: "transcription shut down", 8581: "the URL is invalid", 8582: "the text is empty",
  8583: "other media actions exclude it", 8603: "no WebSocket connection",
  8604: "streaming was cancelled", 8605: "the custom model is not supported",
  8608: "the recording failed",
]

/// Why the service does not do what it is asked.
private let accessMeanings: [Int: String] = [
  7500: "the Entra identity is not supported", 7501: "the token is invalid",
  7502: "access is not enabled", 7504: "not permitted", 7505: "the tenants do not match",
  7506: "the certificate is not trusted", 7507: "the call is of another resource",
  7508: "the identity is not supported", 7509: "the signature is wrong: key or clock",
  7510: "the managed identity is not valid", 7600: "access to the resource is not enabled",
  7601: "the source identity is invalid", 7602: "the target identity is invalid",
  7603: "the identity is invalid", 7604: "Teams is not authorized",
  7605: "recording in Teams is not authorized", 7606: "the AI action is not authorized",
  8516: "throttled", 8519: "another operation conflicts", 8520: "not supported",
  8523: "an argument is invalid", 8529: "throttled", 8530: "throttled", 8589: "throttled",
  8613: "throttled", 9001: "an underlying service failed", 9002: "an underlying service failed",
  9003: "an underlying service failed", 9998: "a fatal error of the service",
  9999: "an unknown error of the service",
]
