"""The words operators use, in English, simplified and traditional Chinese.

Everything is compared through :func:`key`, so capitals, spaces, punctuation and
full-width characters make no difference: "Area (m2)", "AREA M²" and "area_m2" are one.
"""

import re
import unicodedata


def key(text):
    """:returns: the letters and digits of a heading or word, for comparison"""
    text = unicodedata.normalize("NFKC", str(text)).casefold()
    return "".join(char for char in text if char.isalnum())


def _table(**words):
    """:returns: dict from the key of every word to what it means"""
    found = {}
    for meaning, texts in words.items():
        for text in texts.split("|"):
            found[key(text)] = meaning
    return found


SHEETS = _table(
    locations="locations|location|sites|site|centres|centers|branches|buildings|场地"
    "|場地|地点|地點|门店|門店|网点|據點|据点|场所|場所",
    spaces="spaces|space|rooms|desks|inventory|units|空间|空間|房间|房間|工位|工位表",
    plans="plans|plan|memberships|membership plans|products|price list|tariffs|套餐"
    "|方案|会籍|會籍|产品|產品|价目表|價目表",
    members="members|member|customers|clients|tenants|companies|会员|會員|客户|客戶"
    "|租户|租戶",
    contracts="contracts|contract|agreements|subscriptions|leases|合同|合約|合约"
    "|契约|契約|租约|租約",
)

LOCATION_COLUMNS = _table(
    code="code|location code|site code|编号|編號|代码|代碼|场地编号|場地編號"
    "|场地代码|場地代碼",
    name="name|location|site|location name|site name|名称|名稱|场地名称|場地名稱"
    "|场地|場地",
    street="street|address|street address|街道|地址|街道地址",
    city="city|town|城市|市",
    tz="time zone|timezone|tz|时区|時區",
    area="area|area m2|area sqm|floor area|size|size m2|面积|面積|面积m2|面積m2"
    "|面积平方米|面積平方米|面积平米|坪数|坪數",
    opens="opens|open|opening|opening time|opens at|from|开门时间|開門時間|开门|開門"
    "|营业开始|營業開始|开放时间|開放時間|开始营业",
    closes="closes|close|closing|closing time|closes at|to|关门时间|關門時間|关门"
    "|關門|营业结束|營業結束|关闭时间|關閉時間|结束营业",
)
SPACE_COLUMNS = _table(
    location="location|location code|site|site code|场地|場地|场地编号|場地編號|地点"
    "|地點|门店|門店|据点|據點",
    code="code|space code|room code|number|编号|編號|空间编号|空間編號|代码|代碼"
    "|房号|房號|工位号|工位號",
    name="name|space|space name|room|名称|名稱|空间名称|空間名稱",
    parent="parent|parent code|part of|inside|belongs to|上级|上級|上级编号|上級編號"
    "|上级空间|上級空間|所属|所屬|隶属|隸屬",
    kind="kind|type|space kind|space type|category|类型|類型|种类|種類|类别|類別"
    "|空间类型|空間類型",
    capacity="capacity|seats|people|pax|capacity people|容量|人数|人數|容纳人数"
    "|容納人數|座位数|座位數",
    area="area|area m2|area sqm|size|size m2|面积|面積|面积m2|面積m2|面积平方米"
    "|面積平方米|面积平米",
    hourly_price="price per hour|hourly price|hourly rate|rate per hour|per hour"
    "|price/hour|price h|小时价|小時價|每小时价格|每小時價格|时价|時價|每小时|每小時"
    "|小时单价|小時單價",
)
PLAN_COLUMNS = _table(
    code="code|plan code|编号|編號|套餐编号|套餐編號|方案编号|方案編號|代码|代碼",
    name="name|plan|plan name|名称|名稱|套餐名称|套餐名稱|方案名称|方案名稱|套餐|方案",
    kind="kind|type|space kind|space type|类型|類型|种类|種類|类别|類別|空间类型"
    "|空間類型",
    period="billing period|period|billed every|billing cycle|cycle|frequency"
    "|interval|计费周期|計費週期|周期|週期|账单周期|帳單週期|收费周期|收費週期",
    bill_in="billed|billed in|billing|payment|in advance or arrears|advance arrears"
    "|收费方式|收費方式|计费方式|計費方式|付款方式|预收后付|預收後付",
    price="price|list price|fee|rate|amount|价格|價格|单价|單價|金额|金額|标准价"
    "|標準價",
    meeting_hours="meeting hours included|meeting hours|included meeting hours"
    "|meeting room hours|free meeting hours|含会议小时|含會議小時|含会议室小时"
    "|含會議室小時|会议室小时|會議室小時|会议小时|會議小時|免费会议小时|免費會議小時",
    deposit_months="deposit months|deposit|deposit in months|押金月|押金|押金月数"
    "|押金月數|保证金月|保證金月",
    notice_days="notice days|notice|notice period|notice period days|notice in days"
    "|通知期天|通知期|通知天数|通知天數|提前通知天|提前通知",
    min_term_months="minimum term months|minimum term|min term|min term months"
    "|minimum months|最短租期月|最短租期|最短期限月|最短期限|最低租期月|最低租期",
)
MEMBER_COLUMNS = _table(
    code="code|member|member code|number|member number|customer code|编号|編號"
    "|会员编号|會員編號|会员号|會員號|客户编号|客戶編號|代码|代碼",
    company="company|company name|organisation|organization|business|公司|公司名称"
    "|公司名稱|企业|企業|企业名称|企業名稱|单位|單位",
    contact="contact|contact person|contact name|person|name|full name|联系人|聯絡人"
    "|聯繫人|联络人|姓名|联系人姓名|聯絡人姓名",
    email="email|e-mail|mail|email address|e-mail address|邮箱|郵箱|电子邮箱"
    "|電子郵箱|电子邮件|電子郵件|邮件|信箱|電郵|电邮",
    phone="phone|telephone|mobile|cell|tel|phone number|电话|電話|手机|手機|联系电话"
    "|聯絡電話|电话号码|電話號碼|手机号|手機號碼",
    vat="tax id|taxid|vat|vat number|tax number|tin|tax no|税号|稅號|纳税人识别号"
    "|納稅人識別號|统一编号|統一編號|统编|統編|统一社会信用代码|統一社會信用代碼",
    birthday="birthday|birth date|date of birth|born|生日|出生日期",
    lang="language|lang|语言|語言|语种|語種",
)
CONTRACT_COLUMNS = _table(
    number="number|contract|contract number|contract no|no|code|reference|合同号"
    "|合同編號|合同编号|合約號|合约号|合約編號|合约编号|合約號碼|编号|編號|契約編號",
    member="member|member code|customer|client|会员|會員|会员编号|會員編號|客户|客戶"
    "|会员号|會員號",
    location="location|location code|site|site code|场地|場地|地点|地點|门店|門店"
    "|据点|據點|场地编号|場地編號",
    plan="plan|plan code|membership|product|套餐|方案|套餐编号|套餐編號|方案编号"
    "|方案編號|产品|產品",
    space="space|space code|desk|room|office|空间|空間|工位|房间|房間|空间编号"
    "|空間編號",
    start="start|start date|starts|from|begin|first day|valid from|起始日|開始日"
    "|开始日|起始日期|开始日期|開始日期|起租日|生效日|生效日期",
    end="end|end date|ends|to|until|last day|valid until|expires|expiry|到期日"
    "|结束日|結束日|到期日期|结束日期|結束日期|终止日期|終止日期",
    quantity="quantity|qty|units|seats|number of units|数量|數量|件数|件數",
    price="price|unit price|rate|fee|amount|单价|單價|价格|價格|金额|金額",
    discount="discount|discount %|discount percent|rebate|折扣|折扣%|折扣率|优惠|優惠",
    deposit="deposit held|deposit|deposit paid|deposit received|已收押金|押金"
    "|已付押金|已收保证金|已收保證金|保证金|保證金",
    billed_through="billed through|billed until|billed up to|invoiced through"
    "|invoiced until|paid until|paid through|已计费至|已計費至|已收费至|已收費至"
    "|已开票至|已開票至|费用付至|費用付至",
)

SPACE_KINDS = _table(
    floor="floor|storey|story|level|楼层|樓層|楼|樓|层|層",
    zone="zone|area|wing|section|区域|區域|分区|分區|区|區|开放区|開放區",
    hot_desk="open desk|hot desk|hotdesk|flex desk|flexible desk|open seat|hot seat"
    "|coworking|开放工位|開放工位|移动工位|移動工位|流动工位|流動工位|自由座"
    "|彈性座位|弹性座位|开放座位|開放座位",
    fixed_desk="fixed desk|dedicated desk|desk|permanent desk|resident desk|固定工位"
    "|固定座位|专属工位|專屬工位|固定座|工位|座位",
    office="office|private office|team office|suite|独立办公室|獨立辦公室|办公室"
    "|辦公室|私人办公室|私人辦公室|独立办公间|獨立辦公間",
    meeting="meeting room|meeting|conference room|boardroom|board room|会议室|會議室"
    "|会议间|會議間|洽谈室|洽談室",
    meeting_small="small meeting room|meeting room small|小会议室|小會議室"
    "|小型会议室|小型會議室",
    meeting_medium="medium meeting room|meeting room medium|中会议室|中會議室"
    "|中型会议室|中型會議室",
    meeting_large="large meeting room|meeting room large|multi-function room"
    "|multifunction room|large multi-function room|大会议室|大會議室|大型会议室"
    "|大型會議室|多功能厅|多功能廳|多功能室",
    event="event|event space|event area|event & exhibition area|exhibition area|hall"
    "|auditorium|活动区|活動區|活动空间|活動空間|展览区|展覽區|活动展览区|路演厅"
    "|路演廳",
    lounge="lounge|lounge & coffee|coffee|cafe|café|kitchen|pantry|休息区|休息區"
    "|咖啡区|咖啡區|茶水间|茶水間|休闲区|休閒區",
    phone_booth="phone booth|booth|phone box|call box|phone room|电话间|電話間"
    "|电话亭|電話亭",
    locker="locker|cabinet|储物柜|儲物櫃|柜子|櫃子|置物櫃|置物柜",
    print_area="print area|print room|printer|copy room|打印区|打印區|列印區|影印區"
    "|文印区|文印室",
    nursing_room="nursing room|mother's room|mothers room|lactation room|母婴室"
    "|母嬰室|哺乳室|哺集乳室",
    virtual="virtual|virtual address|virtual office|registered address|mail address"
    "|虚拟|虛擬|虚拟办公|虛擬辦公|虚拟地址|虛擬地址|虚拟办公室|虛擬辦公室|注册地址"
    "|註冊地址",
)

PERIODS = {
    word: period
    for words, period in (
        (
            "day|daily|per day|1 day|日|天|每日|每天|按天|日付",
            (1, "day"),
        ),
        (
            "week|weekly|per week|1 week|周|週|每周|每週|星期|周付|週付",
            (1, "week"),
        ),
        (
            "month|monthly|per month|1 month|months|月|每月|按月|月度|月付|1个月"
            "|一个月|一個月",
            (1, "month"),
        ),
        (
            "2 months|two months|bimonthly|双月|雙月|两个月|兩個月",
            (2, "month"),
        ),
        (
            "quarter|quarterly|per quarter|3 months|three months|季|季度|每季|每季度"
            "|按季|季付|3个月|3個月|三个月|三個月",
            (3, "month"),
        ),
        (
            "half year|half-yearly|half yearly|semiannual|6 months|six months|半年"
            "|每半年|半年付|6个月|6個月|六个月|六個月",
            (6, "month"),
        ),
        (
            "year|yearly|annual|annually|per year|1 year|12 months|年|每年|按年|年度"
            "|年付|一年|12个月|12個月",
            (1, "year"),
        ),
    )
    for word in map(key, words.split("|"))
}

BILL_IN = _table(
    advance="advance|in advance|prepaid|upfront|up front|ahead|pre|预收|預收|预付"
    "|預付|先付|期初|期前|提前|预缴|預繳",
    arrears="arrears|in arrears|postpaid|afterwards|behind|post|后付|後付|后收|後收"
    "|后缴|後繳|期末|期后|期後|月结|月結",
)

LANGUAGES = _table(
    en_US="en|en_US|english|英文|英语|英語",
    zh_CN="zh|zh_CN|zh-Hans|zh-Hans-CN|chinese|simplified chinese|chinese simplified"
    "|中文|简体中文|簡體中文|简体|簡體|汉语|漢語",
    zh_TW="zh_TW|zh-Hant|zh-Hant-TW|traditional chinese|chinese traditional|繁体中文"
    "|繁體中文|繁体|繁體|正體中文|正体中文",
)


def meaning_of_sheet(name):
    """:returns: ``(table, exact)`` for a sheet name, ``(None, False)`` when unknown"""
    for text, exact in _readings(name):
        if text in SHEETS:
            return SHEETS[text], exact
    return None, False


def meaning_of_heading(heading, columns):
    """:returns: the field a heading stands for, or None"""
    for text, _exact in _readings(heading):
        if text in columns:
            return columns[text]
    return None


def _readings(text):
    """Yield ways to read a heading: whole, then without a numbering or unit, then the
    Chinese or the English half of a bilingual one."""
    whole = key(text)
    yield whole, True
    bare = key(re.sub(r"[(（\[].*?[)）\]]", " ", str(text)))
    yield bare, True
    yield re.sub(r"[0-9]+", "", bare), False
    yield "".join(re.findall(r"[^\x00-\x7f]+", bare)), False
    yield "".join(re.findall(r"[a-z]+", bare)), False
