internal import HTTPTransport

/// Proves to `flowctl doctor` that this is the server whose environment it was started in.
struct ProofRoute: Sendable {
  let proof: ServerProof

  /// Where it is.
  var route: Route {
    Route(
      ServerProof.path,
      access: .doctor,
      serves: .answers(
        bodyLimit: 0,
        ["GET": { request, _ in .text(200, proof.answer(request.proofNumber) + "\n") }]
      )
    )
  }
}

extension HTTPRequest {
  /// The number that was drawn for this question; empty where there is none.
  var proofNumber: String { headers[ServerProof.numberHeader] ?? "" }
}
