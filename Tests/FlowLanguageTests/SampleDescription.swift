import FlowLanguage

/// A description of another system with one of each thing that matters.
let sampleDescription = ProjectFile(path: "desk.yaml", bytes: Array(descriptionText.utf8))

private let descriptionText = """
  openapi: 3.0.3
  info: { title: Desk, version: "1" }
  paths:
    /tasks:
      get:
        parameters:
          - { name: limit, in: query, required: true, schema: { type: integer } }
          - { name: since, in: query, schema: { type: string, format: date-time } }
          - { name: X-Tenant, in: header, required: true, schema: { type: string } }
          - { name: Accept, in: header, required: true, schema: { type: string } }
        responses:
          "200":
            content:
              application/json:
                schema: { type: array, items: { $ref: "#/components/schemas/Task" } }
          default: { description: A failure. }
      post:
        requestBody: { $ref: "#/components/requestBodies/NewTask" }
        responses:
          "201": { $ref: "#/components/responses/Task" }
          "202": { description: Later. }
    /tasks/open:
      get:
        responses: { "200": { content: { application/json: { schema: { type: object, properties: { count: { type: integer } }, required: [count] } } } } }
    /tasks/{id}:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      get:
        responses: { "200": { $ref: "#/components/responses/Task" } }
      delete: { responses: { "204": { description: Gone. } } }
    /files:
      put:
        requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
        responses: { "200": { description: Kept. } }
    /notes:
      put:
        requestBody:
          content:
            application/json:
              schema: { type: object, additionalProperties: false, properties: { text: { type: string } } }
        responses: { "204": { description: Kept. } }
  components:
    securitySchemes:
      key: { type: apiKey, in: query, name: key }
    requestBodies:
      NewTask:
        required: true
        content:
          application/json; charset=utf-8:
            schema: { $ref: "#/components/schemas/NewTask" }
    responses:
      Task:
        content:
          application/problem+json:
            schema: { $ref: "#/components/schemas/Task" }
    schemas:
      NewTask:
        type: object
        required: [id, title, caller, lines]
        properties:
          id: { type: integer, readOnly: true }
          title: { type: string }
          caller: { type: string }
          urgent: { type: boolean }
          weight: { type: number, nullable: true }
          at: { type: string, format: date-time }
          extra: {}
          lines:
            type: array
            items: { type: object, required: [code], properties: { code: { type: string }, count: { type: integer } } }
          labels: { type: object, additionalProperties: { type: string } }
      Task:
        allOf:
          - $ref: "#/components/schemas/NewTask"
          - type: object
            properties:
              state: { type: string, nullable: true }
              due: { type: string, format: date }
              parent: { $ref: "#/components/schemas/Task" }
              either: { oneOf: [{ type: string }, { type: integer }] }
              maybe: { anyOf: [{ type: string }, { type: "null" }] }
              secret: { type: string, writeOnly: true }
        required: [state, due, maybe]
  """
