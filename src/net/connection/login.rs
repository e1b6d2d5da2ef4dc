//! The login that an open makes, and what it needs.

use std::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

use super::kept::Store;
use super::{Connection, Login, Options, OwnSession};
use crate::net::memory::copied;
use crate::net::{Deadline, NetError};
use crate::session::{Phase, What, begins_response};
use crate::{Error, Status};

/// What a login needs. Wiped when dropped.
pub(super) struct Credentials {
    pub(super) username: Vec<u8>,
    pub(super) secret: Zeroizing<Vec<u8>>,
    pub(super) login: Login,
}

impl Connection {
    /// Waits for the greeting, logs in, and waits for the answer.
    pub(super) fn log_in(&mut self, options: &Options<'_>) -> Result<(), NetError> {
        let deadline = Deadline::after(options.login_limit);
        // What is said of packets that were skipped meanwhile.
        let mut skipped = Store::new(self.bounds.kept());
        loop {
            let greeted = self.shared.session().phase() != Phase::Greeting;
            let received = self.recv(deadline).map(|received| received.outcome.what);
            let what = match received {
                Ok(what) => what,
                Err(error) if error.status == Status::Closed && !greeted => {
                    return Err(NetError { status: Status::ClosedBeforeBanner, ..error });
                }
                Err(error) if error.status == Status::PeerSilent => {
                    let why = self.silence().unwrap_or(error.detail);
                    return Err(NetError::with_detail(Status::PeerSilent, why));
                }
                Err(error) => match self.skipped.take() {
                    // Of responses nothing but the login's can come now.
                    Some((packet, _)) if !begins_response(self.reader.refused(&packet)) => {
                        skipped.keep_error(error);
                        continue;
                    }
                    // As it was, not as it is for whoever asks again.
                    _ => return Err(during_login(self.end.take().unwrap_or(error))),
                },
            };
            match what {
                What::Banner | What::LoggedIn if what == What::LoggedIn || options.username.is_empty() => {
                    self.kept = skipped;
                    return Ok(());
                }
                What::LoginRefused => return Err(NetError::new(Status::LoginRefused)),
                What::ChallengeRefused => return Err(NetError::new(Status::ChallengeRefused)),
                What::LoginTimedOut => {
                    let why = self.end.take().map(|error| error.detail).unwrap_or_default();
                    return Err(NetError::with_detail(Status::PeerSilent, why));
                }
                // The first time there is no second try.
                What::Cut => {
                    let error = self.end.take().unwrap_or_else(|| NetError::new(Status::Closed));
                    let status = match error.status {
                        Status::Closed if !greeted => Status::ClosedBeforeBanner,
                        status => status,
                    };
                    return Err(during_login(NetError { status, ..error }));
                }
                // Nothing else is sent before the login.
                _ => {}
            }
        }
    }
}

/// The reason of an open that failed. Its end in order is an error there, too.
fn during_login(error: NetError) -> NetError {
    match error.status {
        Status::Closed => NetError::with_detail(Status::Reset, "the exchange closed the connection during the login"),
        _ => error,
    }
}

impl Credentials {
    pub(super) fn of(options: &Options<'_>) -> Result<Option<Credentials>, NetError> {
        let given = !options.username.is_empty();
        given.then(|| Credentials::copied(options.username, options.secret, options.login)).transpose()
    }

    pub(super) fn copied(username: &[u8], secret: &[u8], login: Login) -> Result<Credentials, NetError> {
        let secret = Zeroizing::new(copied(secret)?);
        Ok(Credentials { username: copied(username)?, secret, login })
    }

    pub(super) fn log_in(&self, session: &mut OwnSession, what: What, events: Option<&[u8]>) -> Result<(), Error> {
        match (what, self.login) {
            (What::Banner, Login::Plain) => session.login(&self.username, &self.secret, events),
            (What::Banner, Login::Md5) => session.challenge(),
            (_, _) => session.login_md5(&self.username, &self.secret, events),
        }
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        self.username.zeroize();
    }
}
