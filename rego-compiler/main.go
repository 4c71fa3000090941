// Command rego-compiler is OPA's own Rego compiler as a filter: one JSON request on standard input, one JSON
// response on standard output. It is built for WASI (GOOS=wasip1 GOARCH=wasm) and runs without files, network,
// arguments or environment, so that a policy can reach nothing of the machine that compiles it.
//
// Whatever is wrong with a policy is part of the response, and the exit status is 0. Any other status means that
// the request was malformed or that the compiler itself is broken; standard error then says why.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// memoryLimit is where garbage collection begins, in bytes. A usual policy takes 30 MB; collecting earlier costs a third
// of the time of a large one.
const memoryLimit = 512 << 20

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(memoryLimit)
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run answers the one request that stdin holds.
func run(stdin io.Reader, stdout io.Writer) error {
	text, err := io.ReadAll(stdin)
	if err != nil {
		return fmt.Errorf("cannot read the request: %w", err)
	}
	var request Request
	if err := json.Unmarshal(text, &request); err != nil {
		return fmt.Errorf("the request is not JSON of the expected shape: %w", err)
	}
	response, err := answer(request)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(response)
}

// answer is the register of commands.
func answer(request Request) (Response, error) {
	switch request.Command {
	case "build":
		return build(request)
	case "check":
		return checkPolicy(request)
	case "test":
		return test(request)
	case "explain":
		return explain(request)
	case "fmt":
		return formatModules(request)
	default:
		return Response{}, fmt.Errorf("unknown command %q", request.Command)
	}
}
