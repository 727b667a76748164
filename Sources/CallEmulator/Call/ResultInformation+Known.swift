internal import CallModel

/// The results the emulator reports, with their texts (FACTS.md (c), "Result codes").
extension ResultInformation {
  static let done = ResultInformation(code: 200, subCode: 0)
  static let mediaDone = ResultInformation(
    code: 200,
    subCode: 0,
    message: "Action completed successfully."
  )
  static let canceled = ResultInformation(
    code: 400,
    subCode: 8508,
    message: "Action failed, the operation was canceled."
  )
  static let endedByApp = ResultInformation(
    code: 200,
    subCode: 7000,
    message: "Call was ended by Azure Communication Service Call Automation API or a server bot."
      + " DiagCode: 0#7000.@"
  )
  static let endedByParty = ResultInformation(
    code: 200,
    subCode: 5001,
    message: "The conversation has ended. DiagCode: 0#5001.@"
  )
  static let tonesStopped = ResultInformation(
    code: 200,
    subCode: 7000,
    message: "The conversation has ended. DiagCode: 0#7000.@"
  )
  static let toneReceived = ResultInformation(
    code: 200,
    subCode: 0,
    message: "DTMF tone received successfully."
  )
  static let callNotFound = ResultInformation(code: 404, subCode: 8522, message: "Call not found.")
  static let invitationNotFound = ResultInformation(
    code: 404,
    subCode: 8522,
    message: "Invitation not found."
  )
  static let participantNotPresent = ResultInformation(
    code: 404,
    subCode: 8558,
    message: "Participant is not present in the call."
  )
  static let transferred = ResultInformation(
    code: 200,
    subCode: 7015,
    message: "The transfer operation completed successfully."
  )
  static let recordingFailed = ResultInformation(
    code: 400,
    subCode: 8608,
    message: "Recording could not be started."
  )
}

/// Results of recognizing and of playing.
extension ResultInformation {
  static let enoughTones = ResultInformation(
    code: 200,
    subCode: 8531,
    message: "Action completed, max digits received."
  )
  static let stopTone = ResultInformation(
    code: 200,
    subCode: 8514,
    message: "Action completed as stop tone was detected."
  )
  static let choiceByTone = ResultInformation(
    code: 200,
    subCode: 8533,
    message: "Action completed, DTMF option matched."
  )
  static let choiceByPhrase = ResultInformation(
    code: 200,
    subCode: 8545,
    message: "Action completed, Recognized phrase matches a valid option."
  )
  static let speech = ResultInformation(
    code: 200,
    subCode: 8569,
    message: "Action completed, speech was recognized."
  )
  static let silence = ResultInformation(
    code: 400,
    subCode: 8510,
    message: "Action failed, initial silence timeout reached"
  )
  static let tonesTooSlow = ResultInformation(
    code: 400,
    subCode: 8532,
    message: "Action failed, inter-digit silence timeout reached."
  )
  static let wrongTone = ResultInformation(
    code: 500,
    subCode: 8534,
    message: "Action failed, incorrect tone detected."
  )
  static let wrongPhrase = ResultInformation(
    code: 400,
    subCode: 8547,
    message: "Action failed, recognized phrase does not match a valid option."
  )
  static let promptFailed = ResultInformation(
    code: 500,
    subCode: 8511,
    message: "Action failed, encountered failure while trying to play the prompt."
  )
  static let fileFormat = ResultInformation(
    code: 400,
    subCode: 8535,
    message: "Action failed, file format is invalid."
  )
  static let fileMissing = ResultInformation(
    code: 400,
    subCode: 8536,
    message: "Action failed, file could not be downloaded."
  )
  static let emptyText = ResultInformation(
    code: 400,
    subCode: 8582,
    message: "Action failed, the text or SSML to play is empty."
  )
  /// A blank voice is answered as if the key were wrong (FACTS.md (g)).
  static let voiceRefused = ResultInformation(
    code: 401,
    subCode: 8565,
    message: "Action failed, Azure AI services authentication error."
  )
  /// What the service says to a text without a voice is not known (FACTS.md (g)).
  static let voiceMissing = ResultInformation(
    code: 400,
    subCode: 8565,
    message: "Action failed, bad request to Azure AI services: no voice is named."
  )
  static let malformedSSML = ResultInformation(
    code: 400,
    subCode: 8565,
    message: "Action failed, bad request to Azure AI services: the SSML is malformed."
  )
}

extension ResultInformation {
  /// Why somebody who was rung did not come; numbers fail with a SIP status, clients otherwise.
  static func notReached(
    _ action: PartyReaction.Action,
    _ party: Identifier,
    doing what: String
  ) -> ResultInformation {
    let isNumber = party.kind == .phoneNumber
    let (code, subCode, reason) =
      switch action {
      case .accept: (200, 0, "none")
      case .decline: (603, isNumber ? 560_603 : 8538, "Declined")
      case .busy: (486, isNumber ? 560_486 : 8539, "Busy Here")
      case .noAnswer:
        isNumber ? (480, 560_480, "Temporarily Unavailable") : (408, 10_057, "Request Timeout")
      }
    return ResultInformation(
      code: code,
      subCode: subCode,
      message: "\(what) failed for participant \(party.rawID)."
        + " Underlying reason: \(reason). DiagCode: \(code)#\(subCode).@",
      sipCode: isNumber ? code : nil
    )
  }

  /// An invitation that was taken back: a success with a failure's code (FACTS.md 0.6).
  static func invitationCanceled(_ party: Identifier) -> ResultInformation {
    ResultInformation(
      code: 487,
      subCode: 5234,
      message: "addParticipants failed for participant \(party.rawID)."
        + " Underlying reason: The Call Has Been Cancelled. DiagCode: 487#5234.@"
    )
  }
}
