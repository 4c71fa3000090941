package main

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write native_builtins.txt from the metadata of the OPA in go.mod")

// TestNativeBuiltins holds native_builtins.txt to builtin_metadata.json, which OPA generates from the table in its
// WebAssembly compiler. After an update of OPA: go test -run TestNativeBuiltins -update .
func TestNativeBuiltins(t *testing.T) {
	directory, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/open-policy-agent/opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(directory)), "builtin_metadata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var metadata map[string]json.RawMessage
	if err := json.Unmarshal(text, &metadata); err != nil {
		t.Fatal(err)
	}
	var native []string
	for name, entry := range metadata {
		var builtin struct{ Wasm bool }
		// Names with an underscore in front are no built-ins, and of another shape.
		if json.Unmarshal(entry, &builtin) == nil && builtin.Wasm {
			native = append(native, name)
		}
	}
	slices.Sort(native)
	want := strings.Join(native, "\n") + "\n"
	if *update {
		if err := os.WriteFile("native_builtins.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if nativeBuiltins != want {
		t.Error("native_builtins.txt is not of the OPA in go.mod: run this test with -update")
	}
}

func TestEveryOfferedBuiltinIsOPAs(t *testing.T) {
	capabilities, err := capabilitiesWith(Request{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, builtin := range capabilities.Builtins {
		names = append(names, builtin.Name)
	}
	for _, name := range append(strings.Fields(nativeBuiltins), rewrittenBuiltins...) {
		if !slices.Contains(names, name) {
			t.Errorf("OPA has no %s", name)
		}
	}
}

func TestAResultHasItsFieldsAndNoOthers(t *testing.T) {
	for field, wrong := range map[string]bool{"name": false, "nmae": true} {
		request := requestOf("a.rego", "package a\n\ndeny contains \"x\" if lumogate.parse(input.os.id)."+field+" == \"a\"")
		request.HostBuiltins = []HostBuiltin{
			{Name: "lumogate.parse", Args: []string{"string"}, Result: "object", Fields: map[string]string{"name": "string"}},
		}
		response, err := build(request)
		if err != nil || (len(response.Errors) > 0) != wrong {
			t.Error(field, err, places(response.Errors))
		}
	}
}
