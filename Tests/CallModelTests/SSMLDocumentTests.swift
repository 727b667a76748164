import Testing

@testable import CallModel

@Suite struct SSMLDocumentTests {
  @Test(
    arguments: [
      ("<speak/>", []), (" <speak></speak>\n", []),
      ("<?xml version='1.0'?><!-- - --><speak a='1' b=\"2\">x &amp; &#233;&#xe9; > y</speak>", []),
      (
        "<speak><voice name='A'>a<break/></voice><p><voice\n name = \"B\" >b</voice></p></speak>",
        ["A", "B"]
      ),
      ("<speak><voice name=''/></speak>", [""]), ("<speak><![CDATA[ <& ]]></speak>", []),
      ("<speak xmlns:mstts=\"x\"><mstts:express-as style=\"sad\">é</mstts:express-as></speak>", []),
    ] as [(String, [String])]
  )
  func `a document says which voices it asks for`(text: String, voices: [String]) throws {
    #expect(try SSMLDocument(text).voices == voices)
  }

  @Test(arguments: [
    ("", "has no `<speak>`"), ("hello", "has text outside `speak`"),
    ("<p/>", "has `<p>` outside `speak`"), ("<speak/><speak/>", "has `<speak>` outside `speak`"),
    ("<speak>", "does not close `<speak>`"), ("<speak", "has a `<speak` without `>`"),
    ("<speak><p></speak>", "does not close `<p>`"),
    ("<speak></p>", "closes `</p>` where it is not open"),
    ("<speak>a & b</speak>", "has a `&` that is no `&amp;`"),
    ("<speak>&nbsp;</speak>", "has a `&` that is no `&amp;`"),
    ("<speak>&#xD800;</speak>", "has a `&` that is no `&amp;`"),
    ("<speak>&", "has a `&` that is no `&amp;`"),
    ("<speak>1 < 2</speak>", "has a `<` that begins no element: write `&lt;`"),
    ("<speak a=1/>", "has `a` with a value that is not in quotes"),
    ("<speak a/>", "has `a` without a value"),
    ("<speak a='1' a='2'/>", "has `a` twice in `<speak>`"),
    ("<speak a='", "does not end the value of `a`"),
    ("<speak a='<'/>", "has a `<` in the value of `a`"),
    ("<speak><!-- </speak>", "does not end its `<!--`"),
    ("<speak></speak", "has a `</speak` without `>`"),
    ("<", "has a `<` that begins no element: write `&lt;`"),
    ("<speak></", "has a `<` that begins no element: write `&lt;`"),
  ])
  func `what is no document says why`(text: String, message: String) {
    #expect(throws: SSMLDocument.Problem(message: message)) { try SSMLDocument(text) }
  }

  @Test func `every beginning of a document is read without harm`() throws {
    let text =
      "<?xml?><speak a='&lt;'><![CDATA[x]]><!-- c --><voice name='A'>&#233;</voice></speak>"
    for length in 0..<text.utf8.count {
      let part = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
      #expect(throws: SSMLDocument.Problem.self) { try SSMLDocument(part) }
    }
  }
}
