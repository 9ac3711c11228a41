// Verify that an entry stands in a log, with the transparency packages of Go.
//
//	go run proof.go VKEY PROOF ENTRY
//
// VKEY is the verifier key of the log, PROOF a .tlog-proof file, ENTRY the entry.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Println("go run proof.go VKEY PROOF ENTRY")
		os.Exit(2)
	}
	words, err := verify(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Println("not proved:", err)
		os.Exit(3)
	}
	fmt.Println(words)
}

func verify(vkey, proofPath, entryPath string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	proof, err := os.ReadFile(proofPath)
	if err != nil {
		return "", err
	}
	entry, err := os.ReadFile(entryPath)
	if err != nil {
		return "", err
	}
	head, checkpoint, found := bytes.Cut(proof, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 {
		return "", fmt.Errorf("%s is no proof", proofPath)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return "", err
	}
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		path = append(path, hash)
	}
	signed, err := note.Open(checkpoint, note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	text := strings.Split(signed.Text, "\n")
	if len(text) != 4 || text[0] != verifier.Name() {
		return "", fmt.Errorf("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(text[1], 10, 64)
	if err != nil {
		return "", err
	}
	root, err := tlog.ParseHash(text[2])
	if err != nil {
		return "", err
	}
	err = tlog.CheckRecord(path, size, root, index, tlog.RecordHash(entry))
	words := "proved: position %d of %d in the log %s"
	return fmt.Sprintf(words, index+1, size, text[0]), err
}
