//go:build wasip1

package main

import "unsafe"

// What src/policy/compile/host-calls.ts gives to the module.

//go:wasmimport lumogate call
func hostCall(request unsafe.Pointer, length uint32) (answerLength uint32)

//go:wasmimport lumogate read
func hostReadAnswer(buffer unsafe.Pointer)

//go:wasmimport lumogate began
func hostBegan(name unsafe.Pointer, length uint32)

// callHost gives the host one call, and waits for its answer. Memory grows only between the two, while Go makes room.
func callHost(request []byte) ([]byte, error) {
	answer := make([]byte, hostCall(unsafe.Pointer(unsafe.SliceData(request)), uint32(len(request))))
	if len(answer) > 0 {
		hostReadAnswer(unsafe.Pointer(unsafe.SliceData(answer)))
	}
	return answer, nil
}

// began tells the host what is done from now on. It ends the module where that takes too long, since timers of Go do not
// fire while Go computes, and can then say what it was.
func began(name string) {
	hostBegan(unsafe.Pointer(unsafe.StringData(name)), uint32(len(name)))
}
