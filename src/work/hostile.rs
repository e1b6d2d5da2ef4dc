//! Streams made to cost: the unit tests count the work on them, `tests/hostile`
//! the memory, and the bench `hostile` shows the time. No stream is ever in
//! memory: each is made where the reader wants its bytes.

/// Makes a stream, piece by piece.
pub(crate) struct Stream {
    begin: &'static [u8],
    words: &'static [&'static [u8]],
    /// Of the word that is being written.
    word: &'static [u8],
    at: u64,
    random: u64,
    times: u32,
    /// How many words have come since the last of them.
    turn: u32,
}

impl Stream {
    pub(crate) fn new(kind: &Kind) -> Stream {
        let Kind { begin, words, times, .. } = *kind;
        Stream { begin, words, word: begin, at: 0, random: 0x9e37_79b9_7f4a_7c15, times, turn: 0 }
    }

    /// The number of the next word.
    fn pick(&mut self) -> usize {
        if let Some(word) = self.turn.checked_div(self.times) {
            let repeated = self.words.len() as u32 - 1;
            self.turn = if word == repeated { 0 } else { self.turn + 1 };
            return word as usize;
        }
        if self.words.len() > 1 { self.next() as usize % self.words.len() } else { 0 }
    }

    /// A xorshift: it only has to have no pattern.
    fn next(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    pub(crate) fn fill(&mut self, mut room: &mut [u8]) {
        if self.words.is_empty() && self.at >= self.begin.len() as u64 {
            for piece in room.chunks_mut(8) {
                piece.copy_from_slice(&self.next().to_le_bytes()[..piece.len()]);
            }
            return;
        }
        while !room.is_empty() {
            if self.word.is_empty() {
                self.word = self.words[self.pick()];
            }
            let n = self.word.len().min(room.len());
            let (now, later) = room.split_at_mut(n);
            now.copy_from_slice(&self.word[..n]);
            self.word = &self.word[n..];
            room = later;
            self.at += n as u64;
        }
    }
}

/// A kind of hostile bytes.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// How the stream begins.
    begin: &'static [u8],
    /// What goes on without end, in random order if it is more than one; random
    /// bytes if it is none.
    words: &'static [&'static [u8]],
    /// If not 0, each word comes so often, one after the other, and the last one
    /// once.
    times: u32,
}

const fn kind(name: &'static str, begin: &'static [u8], words: &'static [&'static [u8]]) -> Kind {
    Kind { name, begin, words, times: 0 }
}

const fn rows(name: &'static str, times: u32, words: &'static [&'static [u8]]) -> Kind {
    Kind { name, begin: b"", words, times }
}

#[rustfmt::skip] // a table
pub(crate) const KINDS: &[Kind] = &[
    kind("random bytes", b"", &[]),
    kind("one line", b"Event: A\r\nData: ", &[b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    kind("one packet of many lines", b"Event: A\r\n", &[b"Name: value\r\n"]),
    kind("one packet of the shortest lines", b"Event: A\r\n", &[b"\r\n:\r\n"]),
    kind("tiny packets", b"", &[b"Event: T\r\n\r\n"]),
    kind("packets without a name", b"", &[b"x\r\n\r\n"]),
    kind("LF", b"", &[b"\n"]),
    kind("CR", b"", &[b"\r"]),
    kind("CR LF", b"", &[b"\r\n"]),
    kind("LF CR LF", b"Event: A\r\n", &[b"\n\r\n"]),
    kind("colons", b"Event: A\r\n", &[b":"]),
    kind("colons and spaces", b"Event: A\r\n", &[b": "]),
    kind("NUL", b"", &[b"\0"]),
    kind("values that end in LF", b"Event: A\r\n", &[b"Name: value\n\r\n"]),
    kind("lines that end in LF", b"Event: A\r\n", &[b"Name: value\n"]),
    kind("CallStarted with LF", b"Event: A\r\n", &[b"CallStarted: 1474279641\n"]),
    kind("names of variables without end", b"Event: A\r\n", &[b"ChanVariable(a: b\r\n", b"ChanVariable(", b"): x\r\n"]),
    kind("output without end", b"Response: Follows\r\nPrivilege: Command\r\n", &[b"a line of output\n"]),
    kind("output of marks that are none", b"Response: Follows\r\nPrivilege: Command\r\n", &[b"--END COMMAND-\r\n\r\n"]),
    kind("Output headers without end", b"Response: Success\r\n", &[b"Output: a line\r\n"]),
    kind("glued packets", b"", &[b"Response: Success\r\nEvent: A\r\nAction: B\r\n", b"\r\n"]),
    kind("glued packets without end", b"", &[b"Response: Success\r\n"]),
    kind("text and packets glued to it", b"", &[b"a text\r\n", b"Response: Success\r\n", b"Event: A\r\nB: c\r\n\r\n"]),
    kind("glued packets with output", b"", &[b"Response: Success\r\nResponse: Success\r\n", b"Output: a line\r\n",
        b"Output: a line\r\n", b"Output: a line\r\n", b"Output: a line\r\n\r\n"]),
    kind("events glued to the answer to Events", b"", &[b"Response: Success\r\nEvents: On\r\n", b"Event: A\r\n\r\n"]),
    kind("packets that begin with their ActionID", b"", &[b"ActionID: 1\r\n", b"Response: Success\r\n", b"Event: A\r\n\r\n"]),
    kind("ActionIDs without end", b"", &[b"ActionID: 1\n", b"ActionID: 1\r\n"]),
    kind("headers of output without end", b"Response: Follows\r\n", &[b"Message: x\r\n"]),
    kind("a header of output without end", b"Response: Follows\r\nPrivilege: ", &[b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    kind("the same behind an ActionID", b"Response: Follows\r\nActionID: 1\r\nMessage: ", &[b"xxxxxxxxxxxxxxxxxxxxxxxx"]),
    Kind { times: 4000, ..kind("a text whose first line is long", b"Response: Follows\r\nActionID: 1\r\nMessage: ",
        &[b"xxxxxxxx", b"\n"]) },
    kind("heads of no output", b"", &[b"Response: Follows\r\nActionID: 1\r\nMessage: x\r\n\r\n"]),
    kind("doubtful packets among others", b"", &[b"x\r\n\r\n", b"Event: A\r\nData: xxxxxxxxxxxxxxxxxxxxxxxx\r\n\r\n"]),
    rows("many packets glued, then an end", 12_000, &[b"Response: Success\r\n", b"\r\n"]),
    rows("many packets with an ActionID glued", 6_000, &[b"Response: Success\r\nActionID: 1\r\n", b"\r\n"]),
    rows("texts and packets glued by turns", 7_000, &[b"text\r\nResponse: Success\r\n", b"\r\n"]),
    rows("glued packets, then output", 12_000, &[b"Response: Success\r\n", b"Output: a line\r\n", b"\r\n"]),
    rows("rows of text without a colon", 120_000, &[b"x\n", b"\r\n\r\n"]),
    rows("a text of many lines", 60_000, &[b"x\r\n", b"\r\n"]),
    kind("words of the wire", b"", &[b"Event: ", b"Response: ", b"Action: ", b"Response: Follows\r\n", b"ActionID: ",
        b"--END COMMAND--", b"\r\n", b"\n", b"\r", b": ", b"):", b"ChanVariable(", b"x", b"\r\n\r\n", b"CallStarted: 1\n"]),
];
