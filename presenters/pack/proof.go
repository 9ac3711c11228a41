// Verify that an entry stands in a log, with the transparency packages of Go.
//
//	go run proof.go VKEY PROOF ENTRY
//	go run proof.go VKEY PROOF ENTRY OPENING-PROOF OPENING
//
// VKEY is the verifier key of the log, PROOF a .tlog-proof file, ENTRY the entry. With
// OPENING, an entry that opens sealed amounts, and its proof, it verifies both, and that
// what was opened of ENTRY is what was sealed in it.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 && len(os.Args) != 6 {
		fmt.Println("go run proof.go VKEY PROOF ENTRY [OPENING-PROOF OPENING]")
		os.Exit(2)
	}
	entries := map[int64][]byte{}
	var positions []int64
	for i := 2; i < len(os.Args); i += 2 {
		position, entry, words, err := verify(os.Args[1], os.Args[i], os.Args[i+1])
		if err != nil {
			fmt.Println("not proved:", err)
			os.Exit(3)
		}
		fmt.Println(words)
		entries[position] = entry
		positions = append(positions, position)
	}
	if len(positions) < 2 {
		return
	}
	words, err := opened(positions[0], entries[positions[0]], entries[positions[1]])
	if err != nil {
		fmt.Println("not opened:", err)
		os.Exit(3)
	}
	fmt.Println(words)
}

// verify returns the position of an entry that is proved to stand in the log.
func verify(vkey, proofPath, entryPath string) (int64, []byte, string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return 0, nil, "", err
	}
	proof, err := os.ReadFile(proofPath)
	if err != nil {
		return 0, nil, "", err
	}
	entry, err := os.ReadFile(entryPath)
	if err != nil {
		return 0, nil, "", err
	}
	head, checkpoint, found := bytes.Cut(proof, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 {
		return 0, nil, "", fmt.Errorf("%s is no proof", proofPath)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return 0, nil, "", err
	}
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, "", err
		}
		path = append(path, hash)
	}
	signed, err := note.Open(checkpoint, note.VerifierList(verifier))
	if err != nil {
		return 0, nil, "", err
	}
	text := strings.Split(signed.Text, "\n")
	if len(text) != 4 || text[0] != verifier.Name() {
		return 0, nil, "", fmt.Errorf("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(text[1], 10, 64)
	if err != nil {
		return 0, nil, "", err
	}
	root, err := tlog.ParseHash(text[2])
	if err != nil {
		return 0, nil, "", err
	}
	err = tlog.CheckRecord(path, size, root, index, tlog.RecordHash(entry))
	words := "proved: position %d of %d in the log %s"
	return index + 1, entry, fmt.Sprintf(words, index+1, size, text[0]), err
}

// An entry, as far as an opening needs it.
type entryShape struct {
	Stream  string
	Version int64
	Type    string
	Ledger  string
	Body    struct {
		Lot      string
		Bid      string
		Seal     *struct{ Commitment string }
		Currency struct{ Code string }
		Openings []openingShape
		openingShape
	}
}

// What is opened of a bid, or of a reserve.
type openingShape struct {
	Position  int64
	Bid       string
	Submitted *int64
	Maximum   *int64
	SetAs     int64 `json:"set_as"`
	Reserve   *int64
	Nonce     string
}

// opened says what was opened of a sealed entry, if that is what was sealed in it.
func opened(position int64, sealedText, openingText []byte) (string, error) {
	var sealed, opening entryShape
	if err := json.Unmarshal(sealedText, &sealed); err != nil {
		return "", err
	}
	if err := json.Unmarshal(openingText, &opening); err != nil {
		return "", err
	}
	if sealed.Body.Seal == nil {
		return "", fmt.Errorf("nothing is sealed at position %d", position)
	}
	kind, which := "lotledger/maximum/v1", sealed.Body.Bid
	openings := opening.Body.Openings
	isReserve := strings.HasPrefix(opening.Type, "reserve-opened/")
	if isReserve {
		kind, which = "lotledger/reserve/v1", strconv.FormatInt(sealed.Version, 10)
		openings = []openingShape{opening.Body.openingShape}
	}
	for _, each := range openings {
		if each.Position != position {
			continue
		}
		amount, isOf := each.Maximum, each.Bid == sealed.Body.Bid
		if isReserve {
			amount, isOf = each.Reserve, each.SetAs == sealed.Version
		} else if amount == nil {
			amount = each.Submitted
		}
		words := ""
		if amount != nil {
			words = strconv.FormatInt(*amount, 10)
		}
		nonce, err := hex.DecodeString(each.Nonce)
		if err != nil || len(nonce) != sha256.Size {
			return "", fmt.Errorf("its nonce is not 32 bytes in base16")
		}
		mac := hmac.New(sha256.New, nonce)
		code := opening.Body.Currency.Code
		for _, part := range []string{kind, sealed.Ledger, sealed.Body.Lot, which, code, words} {
			binary.Write(mac, binary.BigEndian, uint32(len(part)))
			mac.Write([]byte(part))
		}
		made := hex.EncodeToString(mac.Sum(nil))
		if !isOf || sealed.Stream != opening.Stream || made != sealed.Body.Seal.Commitment {
			return "", fmt.Errorf("position %d was opened as another than was sealed", position)
		}
		return fmt.Sprintf("opened: position %d is %q in minor units of %s, as it was sealed", position, words, code), nil
	}
	return "", fmt.Errorf("it opens nothing of position %d", position)
}
