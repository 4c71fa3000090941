package main

import "encoding/json"

// Request is what standard input holds.
type Request struct {
	// Command selects what is done with the modules.
	Command string   `json:"command"`
	Modules []Source `json:"modules"`
	// Schema is the JSON schema of the inventory; it types `input`. Left out: `input` is any JSON.
	Schema json.RawMessage `json:"schema,omitempty"`
	// OnDemand are names of properties that the inventory has only where a rule may look them up.
	OnDemand []string `json:"onDemand"`
	// HostBuiltins are functions of their own that whoever evaluates the policy provides.
	HostBuiltins []HostBuiltin `json:"hostBuiltins"`
	// OtherRules are ids of rules that are compiled elsewhere and get settings, too. Where it is given, a reference to the
	// settings of any rule that is neither among them nor in the modules is an error.
	OtherRules []string `json:"otherRules,omitzero"`
	// OpaBuiltins are names of OPA's own functions that whoever evaluates the policy answers. They have OPA's
	// declarations; a name that OPA does not know makes the request malformed.
	OpaBuiltins []string `json:"opaBuiltins"`
	// Lenient lets pass what is only bad style, such as an import that nobody uses; and a native function is undefined where it
	// is given a value of a wrong type, which rules that were written for conftest count on.
	Lenient bool `json:"lenient,omitempty"`
	// Documents are names under `data` that whoever evaluates the policy gives it, beside lumogate's own.
	Documents []string `json:"documents,omitempty"`
	interpretedRequest
	testRequest
	explainRequest
}

// Source is one .rego file.
type Source struct {
	// Path names the file in errors; it is never opened.
	Path string `json:"path"`
	Text string `json:"text"`
	// RegoVersion is "v1", also where it is empty, or "v0".
	RegoVersion string `json:"regoVersion,omitempty"`
}

// HostBuiltin declares a function. Types are any, array, boolean, number, object and string.
type HostBuiltin struct {
	Name   string   `json:"name"`
	Args   []string `json:"args"`
	Result string   `json:"result"`
	// Fields are all that a result of the type object may have, and their types: another one is an error. Left out: anything.
	Fields      map[string]string `json:"fields,omitempty"`
	Description string            `json:"description"`
}

// Response is what standard output holds. Where there are errors, there is neither a module nor a rule.
type Response struct {
	// Wasm is the compiled policy. Its only entry point, "eval", yields one result: a list with an object for each
	// rule. That is {"<package>/<name>": the rule's set} where data.active["<package>/<name>"] is true, and {} elsewhere:
	// such a rule is not evaluated at all. It is {}, too, where an active rule is undefined.
	Wasm   []byte  `json:"wasm,omitempty"`
	Rules  []Rule  `json:"rules"`
	Errors []Error `json:"errors"`
	// Warnings are what "check" says of a policy that nothing is wrong with; their codes begin with "lint.".
	Warnings []Error `json:"warnings,omitempty"`
	// What "test" and "fmt" answer.
	Tests     *TestReport       `json:"tests,omitempty"`
	Formatted []FormattedSource `json:"formatted,omitempty"`
	// What "explain" answers.
	Explanation *Explanation `json:"explanation,omitempty"`
}

// Rule is one rule that judges: all clauses of one name in one package.
type Rule struct {
	ID string `json:"id"`
	// Package is the path without `data.`, its elements joined by dots.
	Package string `json:"package"`
	// Name is the rule's name in the package: deny, warn_old, violation.
	Name string `json:"name"`
	// Severity is "error" or "warning".
	Severity string `json:"severity"`
	// File and Row tell where the first clause stands.
	File        string         `json:"file"`
	Row         int            `json:"row"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Custom      map[string]any `json:"custom,omitempty"`
	// Reads are the names under `input` that the rule can reach, itself or through what it refers to; "*" alone
	// where they cannot be told.
	Reads []string `json:"reads"`
	// Asks are those of Request.OnDemand that the rule names, itself or through what it refers to; and "*" where it may
	// look up any of them, by a name that cannot be told.
	Asks []string `json:"asks,omitempty"`
	// DataRefs are the names below data.config that the rule needs, itself or through what it refers to.
	DataRefs []DataRef `json:"dataRefs"`
	// SettingsRefs are the names below the rule's own settings, data.settings["<id>"], in the same way.
	SettingsRefs []DataRef `json:"settingsRefs,omitempty"`
}

// DataRef is a name below data.config, and where it is first referred to.
type DataRef struct {
	// Path is ["a", "b"] for data.config.a.b, and also for data.config.a.b[x].
	Path []string `json:"path"`
	// Optional is true where something asks whether it is there (`not data.config.a`, a default, an else), or gives it
	// (`with data.config.a as ...`).
	Optional bool   `json:"optional,omitempty"`
	File     string `json:"file"`
	Row      int    `json:"row"`
	Col      int    `json:"col"`
}

// Key is the name of the rule's set in the result of an evaluation.
func (r Rule) Key() string {
	return r.Package + "/" + r.Name
}

// Error is one thing wrong with the policy. File is empty where the policy as a whole is meant; Row and Col count
// from 1 and are 0 where File is empty.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	// Hint tells what to do. A hint that would be the same for several errors stands at the first of them.
	Hint string `json:"hint,omitempty"`
	File string `json:"file"`
	Row  int    `json:"row"`
	Col  int    `json:"col"`
}

// The codes of Error.
const (
	codeParse         = "policy.parse"
	codeType          = "policy.type"
	codeBuiltin       = "policy.builtin"
	codeShape         = "policy.shape"
	codeNoRules       = "policy.no-rules"
	codeDuplicateRule = "policy.duplicate-rule"
	codeCompile       = "policy.compile"
	codeMetadata      = "policy.metadata"
	codeTestFilter    = "policy.test-filter"
	codeEvaluation    = "policy.evaluation"
	codeBuiltinFailed = "policy.builtin-failed"
)
