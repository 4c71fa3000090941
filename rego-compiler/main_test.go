package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
)

// TestMain makes a filter of the tests' own program where ANSWER_LINES is set: it answers requests, one a line, with one
// response a line. Tests that have hundreds of policies need no process for each.
func TestMain(m *testing.M) {
	if os.Getenv("ANSWER_LINES") == "" {
		os.Exit(m.Run())
	}
	if err := answerLines(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answerLines(in io.Reader, out io.Writer) error {
	requests, responses := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	for {
		var request Request
		if err := requests.Decode(&request); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		response, err := answer(request)
		if err != nil {
			return err
		}
		if err := responses.Encode(response); err != nil {
			return err
		}
	}
}
