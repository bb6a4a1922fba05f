"""Steps of claiming, as people take them on its pages."""

import io


def add_fare(visit, *files, **changes):
    visit.get(f"/claims/{visit.claim}/add")
    visit.send({"kind": "fare"})
    data = visit.page.fields() | {"what": "Train", "amount": "28.40"} | changes
    data["receipts"] = [(io.BytesIO(content), name) for content, name in files]
    return visit._shown(visit.client.post(visit.page.url, data=data, content_type="multipart/form-data"), visit.page.url, None)


def sent_to_be_checked(visit):
    visit.get(f"/claims/{visit.claim}/paid-by")
    visit.send({"kind": "voucher"})
    visit.send()
