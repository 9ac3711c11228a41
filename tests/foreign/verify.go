// Verify what lotledger hands to others, with the transparency packages of Go.
//
// Each line of standard input is a question, its words separated by tabs; each line of
// standard output answers it: "ok …" or "no …". The first word is what is asked:
//
//	note VKEYS FILE                     a signed note, under all of the keys
//	proof VKEYS PROOF ENTRY             a c2sp.org/tlog-proof@v1 file of an entry
//	consistency VKEYS REQUEST OLD       an add-checkpoint request after a checkpoint
//	tiles VKEYS DIR [OLD]               a c2sp.org/tlog-tiles folder, entries and all
//
// VKEYS are verifier keys, separated by commas; all of them must have signed.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := ask(strings.Split(lines.Text(), "\t"))
		if err != nil {
			fmt.Println("no", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok", answer)
		}
	}
}

func ask(words []string) (string, error) {
	if len(words) < 3 {
		return "", errors.New("not a question")
	}
	keys := strings.Split(words[1], ",")
	switch {
	case words[0] == "note" && len(words) == 3:
		msg, err := os.ReadFile(words[2])
		if err != nil {
			return "", err
		}
		_, err = open(msg, keys)
		return words[2], err
	case words[0] == "proof" && len(words) == 4:
		return proof(keys, words[2], words[3])
	case words[0] == "consistency" && len(words) == 4:
		return consistency(keys, words[2], words[3])
	case words[0] == "tiles" && (len(words) == 3 || len(words) == 4):
		return tiles(keys, words[2], words[3:])
	}
	return "", errors.New("not a question")
}

// cosigner verifies signatures of type 0x04, which the package does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func verifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(key) == 1+ed25519.PublicKeySize && key[0] == 4 {
			sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
			hash := binary.BigEndian.Uint32(sum[:])
			if fmt.Sprintf("%08x", hash) != parts[1] {
				return nil, errors.New("the key has another ID")
			}
			return cosigner{parts[0], hash, ed25519.PublicKey(key[1:])}, nil
		}
	}
	return note.NewVerifier(vkey)
}

// open verifies a note under every one of the keys, and returns its tree.
func open(msg []byte, keys []string) (tlog.Tree, error) {
	var verifiers []note.Verifier
	for _, key := range keys {
		v, err := verifier(key)
		if err != nil {
			return tlog.Tree{}, err
		}
		verifiers = append(verifiers, v)
	}
	n, err := note.Open(msg, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(n.Sigs) != len(keys) {
		return tlog.Tree{}, errors.New("a key did not sign")
	}
	lines := strings.SplitN(n.Text, "\n", 4)
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, errors.New("a checkpoint has three lines")
	}
	if lines[0] != verifiers[0].Name() {
		return tlog.Tree{}, errors.New("the origin is another")
	}
	// The package reads the tree of a log by its own name; the lines are the same.
	return tlog.ParseTree([]byte("go.sum database tree\n" + lines[1] + "\n" + lines[2] + "\n"))
}

func openFile(path string, keys []string) (tlog.Tree, error) {
	msg, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return open(msg, keys)
}

// number reads a decimal without leading zeroes behind a word.
func number(line, word string) (int64, error) {
	text := strings.TrimPrefix(line, word+" ")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || word+" "+strconv.FormatInt(n, 10) != line {
		return 0, fmt.Errorf("no line %q", word)
	}
	return n, nil
}

// split takes a file apart at its first empty line: lines, and a note.
func split(path string) ([]string, []byte, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	at := bytes.Index(file, []byte("\n\n"))
	if at < 0 {
		return nil, nil, errors.New("no empty line before the checkpoint")
	}
	return strings.Split(string(file[:at]), "\n"), file[at+2:], nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var read []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil || hash.String() != line {
			return nil, errors.New("a line is no hash")
		}
		read = append(read, hash)
	}
	return read, nil
}

func proof(keys []string, path, entryPath string) (string, error) {
	lines, msg, err := split(path)
	if err != nil {
		return "", err
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("the first line is another")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.DecodeString(lines[0][len("extra "):]); err != nil {
			return "", err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return "", errors.New("no index")
	}
	index, err := number(lines[0], "index")
	if err != nil {
		return "", err
	}
	path_, err := hashes(lines[1:])
	if err != nil {
		return "", err
	}
	tree, err := open(msg, keys)
	if err != nil {
		return "", err
	}
	entry, err := os.ReadFile(entryPath)
	if err != nil {
		return "", err
	}
	if index >= tree.N {
		return "", errors.New("the index is beyond the tree")
	}
	err = tlog.CheckRecord(path_, tree.N, tree.Hash, index, tlog.RecordHash(entry))
	return fmt.Sprintf("index %d of %d", index, tree.N), err
}

func consistency(keys []string, path, oldPath string) (string, error) {
	lines, msg, err := split(path)
	if err != nil {
		return "", err
	}
	size, err := number(lines[0], "old")
	if err != nil {
		return "", err
	}
	steps, err := hashes(lines[1:])
	if err != nil {
		return "", err
	}
	tree, err := open(msg, keys)
	if err != nil {
		return "", err
	}
	old, err := openFile(oldPath, keys[:1])
	if err != nil {
		return "", err
	}
	if old.N != size {
		return "", errors.New("the old checkpoint is of another size")
	}
	return fmt.Sprintf("from %d to %d", old.N, tree.N), grown(steps, tree, old)
}

func grown(steps []tlog.Hash, tree, old tlog.Tree) error {
	if old.N == 0 || old.N == tree.N {
		if len(steps) > 0 || old.N == tree.N && old.Hash != tree.Hash {
			return errors.New("the same size, and another root")
		}
		return nil
	}
	return tlog.CheckTree(steps, tree.N, tree.Hash, old.N, old.Hash)
}

// folder reads tiles from a C2SP folder, whose paths lack the height.
type folder struct{ dir string }

func (f folder) Height() int                         { return tileHeight }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
		data, err := os.ReadFile(filepath.Join(f.dir, "tile", path))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

func tiles(keys []string, dir string, olds []string) (string, error) {
	tree, err := openFile(filepath.Join(dir, "checkpoint"), keys)
	if err != nil {
		return "", err
	}
	// The reader verifies each tile that it reads against the root of the checkpoint.
	reader := tlog.TileHashReader(tree, folder{dir})
	for first := int64(0); first < tree.N; first += tileWidth {
		if err := bundle(dir, reader, tree, first); err != nil {
			return "", err
		}
	}
	for _, path := range olds {
		old, err := openFile(path, keys[:1])
		if err != nil {
			return "", err
		}
		if old.N > tree.N {
			return "", errors.New("the old checkpoint is of a larger tree")
		}
		var steps []tlog.Hash
		if old.N > 0 && old.N < tree.N {
			if steps, err = tlog.ProveTree(tree.N, old.N, reader); err != nil {
				return "", err
			}
		}
		if err := grown(steps, tree, old); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d entries", tree.N), nil
}

func bundle(dir string, reader tlog.HashReader, tree tlog.Tree, first int64) error {
	width := tree.N - first
	if width > tileWidth {
		width = tileWidth
	}
	tile := tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: int(width)}
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/data/", tileHeight))
	data, err := os.ReadFile(filepath.Join(dir, "tile", "entries", path))
	if err != nil {
		return err
	}
	var indexes []int64
	var leaves []tlog.Hash
	for index := first; index < first+width; index++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return errors.New("a bundle ends within an entry")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		leaves = append(leaves, tlog.RecordHash(data[2:end]))
		indexes = append(indexes, tlog.StoredHashIndex(0, index))
		data = data[end:]
	}
	if len(data) > 0 {
		return errors.New("a bundle has more than its entries")
	}
	proved, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for at, leaf := range leaves {
		if leaf != proved[at] {
			return fmt.Errorf("the entry of index %d is another", first+int64(at))
		}
	}
	return nil
}
