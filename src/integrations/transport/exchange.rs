//! One attempt: a request, its redirects, and an answer read no further than we can bear.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use super::super::pictures::was_private;
use super::super::{Errand, Error, Result};
use super::redirect::{self, Hop};
use super::{Answer, Ask, Caller, Carry, Failure, note, wait};

/// How often a provider may send us on.
const MOST_REDIRECTS: usize = 5;

impl Caller {
    /// One try, redirects included; every request asks the budget first and is counted.
    pub(super) async fn attempt<T>(
        &self,
        ask: &Ask<'_>,
        carry: &Carry<'_>,
        read: impl Fn(&Answer) -> Result<T, Failure>,
        mut errand: Option<Errand>,
        waited: &mut Duration,
    ) -> Result<T, Failure> {
        let mut hop = Hop { url: self.url(ask), is_own: true };
        for _ in 0..=MOST_REDIRECTS {
            self.transport.leave(self.provider, ask.priority, errand, waited).await.map_err(Failure::Refused)?;
            let response = match self.send(&hop, carry).await {
                Ok(response) => response,
                Err(failure) => return self.count(ask, None, None, Err(failure)),
            };
            let status = response.status();
            // A form goes nowhere else.
            let may_go_on = status.is_redirection() && carry.form.is_none();
            if let Some(location) = may_go_on.then(|| response.headers().get(LOCATION)).flatten() {
                let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
                let address = &self.address;
                if let Some(next) = redirect::follow(&address.base, address.home, address.elsewhere, &hop.url, &location) {
                    hop = next;
                    errand = errand.map(Errand::repeated);
                    note(self.provider, ask.endpoint, Some(status), None, "redirected");
                    continue;
                }
                // Nobody goes there; but what came with the redirect may be the answer already.
            }
            let media_type = media_type(response.headers());
            let result = match self.listen(response).await {
                Ok(answer) => read(&answer),
                Err(failure) => Err(failure),
            };
            return self.count(ask, Some(status), media_type.as_deref(), result);
        }
        let problem = "it sends us in circles".to_owned();
        Err(Failure::Settled(Error::Malformed { provider: self.provider, problem }))
    }

    /// The base, whatever prefix it has, followed by the provider's own path.
    fn url(&self, ask: &Ask<'_>) -> Url {
        let mut url = self.address.base.clone();
        url.set_fragment(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(ask.path);
        }
        url.set_query(None);
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(ask.query);
        }
        url
    }

    async fn send(&self, hop: &Hop, carry: &Carry<'_>) -> Result<Response, Failure> {
        let client = self.transport.client(self.face);
        let mut request = match carry.form {
            None => client.get(hop.url.clone()),
            Some(fields) => {
                let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                client.post(hop.url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form)
            }
        };
        request = request.timeout(self.transport.options.whole(self.provider));
        if hop.is_own {
            request = request.headers(self.address.headers.clone()).headers(carry.headers.clone());
        }
        request.send().await.map_err(|error| self.broken(&error))
    }

    /// Reads the whole answer, unless it is too long, and passes on what its headers ask for.
    async fn listen(&self, mut response: Response) -> Result<Answer, Failure> {
        let options = &self.transport.options;
        let (status, headers) = (response.status(), response.headers().clone());
        let reset = wait::reset_in(self.provider, &headers);
        let retry_after = wait::retry_after(self.provider, &headers, options.clock.now()).or(reset);
        if let Some(pause) = wait::pause(status, retry_after) {
            self.transport.budget.pause(self.provider, pause).await;
        } else if let Some(pause) = wait::spent(self.provider, &headers) {
            self.transport.budget.spent(self.provider, pause).await;
        } else if let Some(pause) = reset {
            self.transport.budget.pause(self.provider, pause).await;
        }
        let is_html = media_type(&headers).is_some_and(|kind| kind.contains("html"));
        let body = match self.body(&mut response).await {
            Ok(body) => body,
            // The status says enough.
            Err(_) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => Vec::new(),
            Err(failure) => return Err(failure),
        };
        Ok(Answer { provider: self.provider, status, body, is_html, retry_after })
    }

    async fn body(&self, response: &mut Response) -> Result<Vec<u8>, Failure> {
        let longest = self.transport.options.longest_body;
        let too_long = || {
            let problem = format!("the answer is longer than {longest} bytes");
            Failure::Settled(Error::Malformed { provider: self.provider, problem })
        };
        if response.content_length().is_some_and(|length| length > longest as u64) {
            return Err(too_long());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.broken(&error))? {
            if body.len() + chunk.len() > longest {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// What went wrong on the way, in words without an address.
    fn broken(&self, error: &reqwest::Error) -> Failure {
        if was_private(error) {
            let problem = "its name leads to a private address".to_owned();
            return Failure::Settled(Error::Unavailable { provider: self.provider, problem });
        }
        let problem = if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            "no connection"
        } else if error.is_body() || error.is_decode() {
            "the answer broke off"
        } else {
            "the request failed"
        };
        Failure::again(Error::Unavailable { provider: self.provider, problem: problem.to_owned() })
    }

    fn count<T>(
        &self,
        ask: &Ask<'_>,
        status: Option<StatusCode>,
        media_type: Option<&str>,
        result: Result<T, Failure>,
    ) -> Result<T, Failure> {
        let outcome = match &result {
            Ok(_) => "ok",
            Err(Failure::Settled(error) | Failure::Again { error, .. } | Failure::Refused(error)) => error.key(),
        };
        note(self.provider, ask.endpoint, status, media_type, outcome);
        result
    }
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(ToOwned::to_owned)
}
